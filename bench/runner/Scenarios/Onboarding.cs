using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Load.Sending;

namespace Platform.Bench.Scenarios;

/// <summary>Twenty tenants are onboarded at once, each timed from the first call to the answer that says that it is active.</summary>
internal sealed class Onboarding : IScenario
{
    private const int AtOnce = 20;
    private const int WarmUp = 10;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    public string Name => "onboard";

    public string Purpose => $"{AtOnce} tenants onboarded at once";

    public async Task RunAsync(Stage stage, CancellationToken ct)
    {
        using var gateway = await stage.GatewayAsync(TenantId.Operators.ToString(), Roles.Operator, ct);
        await OnboardAsync(gateway, "warm-up", WarmUp, ct);
        var seconds = await OnboardAsync(gateway, "onboard", AtOnce, ct);
        stage.Figures.Set("onboard_seconds", new Percentiles(seconds).At(0.95));
    }

    /// <summary>Onboards a tenant that may send so many requests a second, and waits until every service knows it.</summary>
    public static async Task ActiveAsync(Stage stage, string id, int requestsPerSecond, CancellationToken ct)
    {
        using var gateway = await stage.GatewayAsync(TenantId.Operators.ToString(), Roles.Operator, ct);
        await BeginAsync(gateway, id, requestsPerSecond, ct);
        // Long enough for the onboarding and for every service to have looked.
        await Task.Delay(TimeSpan.FromSeconds(10), ct);
    }

    private static async Task<List<double>> OnboardAsync(GatewayClient gateway, string name, int count, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, count).Select(n => BeginAsync(gateway, $"{name}-{n}", null, ct)));
        return await UntilActiveAsync(gateway, $"\"id\":\"{name}-\\d+\",\"status\":\"active\"", count, started, ct);
    }

    private static async Task BeginAsync(GatewayClient gateway, string id, int? perSecond, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "tenants");
        var quotas = $$"""{"requestsPerSecond":{{perSecond?.ToString(CultureInfo.InvariantCulture) ?? "null"}}}""";
        var json = $$"""{"id":"{{id}}","name":"Bench","contact":"bench@platform.example","quotas":{{quotas}}}""";
        request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        using var accepted = await gateway.SendAsync(request, ct);
        if (accepted.StatusCode is not HttpStatusCode.Accepted) throw new BenchException($"Onboarding answered {accepted.StatusCode}.");
    }

    // One question for all: twenty that ask for themselves would be most of the load.
    private static async Task<List<double>> UntilActiveAsync(
        GatewayClient gateway, string active, int count, long started, CancellationToken ct)
    {
        var seconds = new List<double>();
        while (seconds.Count < count)
        {
            await Task.Delay(Look, ct);
            using var request = new HttpRequestMessage(HttpMethod.Get, "tenants?limit=500");
            using var response = await gateway.SendAsync(request, ct);
            var there = Regex.Count(await response.Content.ReadAsStringAsync(ct), active);
            var elapsed = Stopwatch.GetElapsedTime(started);
            if (elapsed > Longest) throw new BenchException($"{there} of {count} tenants are active after {Longest}.");
            while (seconds.Count < Math.Min(there, count)) seconds.Add(elapsed.TotalSeconds);
        }

        return seconds;
    }
}
