using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Load.Sending;

namespace Platform.Bench.Scenarios;

/// <summary>Twenty tenants are onboarded at once, each timed from the call to the first answer that says that it is active.</summary>
internal sealed class Onboarding : IScenario
{
    private const int AtOnce = 20;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    public string Name => "onboard";

    public string Purpose => $"{AtOnce} tenants onboarded at once";

    public async Task RunAsync(Stage stage, CancellationToken ct)
    {
        using var gateway = await stage.GatewayAsync(TenantId.Operators.ToString(), Roles.Operator, ct);
        var seconds = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(n => OnboardAsync(gateway, $"onboard-{n}", null, ct)));
        stage.Figures.Set("onboard_seconds", new Percentiles(seconds).At(0.95));
    }

    /// <summary>Onboards a tenant that may send so many requests a second, and waits until every service knows it.</summary>
    public static async Task ActiveAsync(Stage stage, string id, int requestsPerSecond, CancellationToken ct)
    {
        using var gateway = await stage.GatewayAsync(TenantId.Operators.ToString(), Roles.Operator, ct);
        await OnboardAsync(gateway, id, requestsPerSecond, ct);
        await Task.Delay(TimeSpan.FromSeconds(5), ct);
    }

    private static async Task<double> OnboardAsync(GatewayClient gateway, string id, int? perSecond, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        using var request = new HttpRequestMessage(HttpMethod.Post, "tenants");
        var quotas = $$"""{"requestsPerSecond":{{perSecond?.ToString(CultureInfo.InvariantCulture) ?? "null"}}}""";
        var json = $$"""{"id":"{{id}}","name":"Bench","contact":"bench@platform.example","quotas":{{quotas}}}""";
        request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        using var accepted = await gateway.SendAsync(request, ct);
        if (accepted.StatusCode is not HttpStatusCode.Accepted) throw new BenchException($"Onboarding answered {accepted.StatusCode}.");

        while (!await IsActiveAsync(gateway, id, ct))
        {
            if (Stopwatch.GetElapsedTime(started) > Longest) throw new BenchException($"{id} is not active after {Longest}.");
            await Task.Delay(Look, ct);
        }

        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task<bool> IsActiveAsync(GatewayClient gateway, string id, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"tenants/{id}");
        using var response = await gateway.SendAsync(request, ct);
        return (await response.Content.ReadAsStringAsync(ct)).Contains("\"active\"", StringComparison.Ordinal);
    }
}
