using System.Net.Http.Headers;
using System.Text.Json;
using Platform.Contracts;
using Platform.Learning.Boosting;
using Platform.Load.Sending;
using Platform.Local.Launcher;
using Platform.Scoring;

namespace Platform.Bench.Scenarios;

/// <summary>The same decisions through gateway and sidecar, fifty events in a call: 50 rules, forest and ensemble in force.</summary>
internal sealed class FullDecisionCalls : IScenario
{
    private const int InCall = 50;
    private const double FirstCalls = 10;
    private const double Share = 0.7;
    private const int TrainingEvents = 20_000;

    public string Name => "decision-calls";

    public string Purpose => "full decisions through gateway and sidecar, fifty in a call, at 70 % of the highest steady rate";

    public async Task RunAsync(Stage stage, CancellationToken ct)
    {
        if (!Xgboost.IsInstalled)
        {
            stage.Say($"skipped: apt-get install libxgboost0");
            return;
        }

        using var gateway = await stage.GatewayAsync(ct);
        await PrepareAsync(stage, gateway, ct);
        using var events = stage.Events().GetEnumerator();
        var loop = new ScoreLoop(gateway, events, InCall);
        await loop.RunAsync((FirstCalls, TimeSpan.FromSeconds(stage.Quick ? 10 : 30)), ct);
        var highest = await SteadyRate.HighestAsync(stage, loop, FirstCalls, ct);
        var result = await loop.RunAsync((Share * highest, TimeSpan.FromSeconds(stage.Quick ? 5 : 60)), ct);

        stage.Figures.Set("decision_calls_eps", highest * InCall);
        stage.Figures.Set("decision_calls_eps_per_core", highest * InCall / Environment.ProcessorCount);
        stage.Figures.Set("decision_calls_p99_ms", result.Latencies.At(0.99));
        stage.Figures.Set("decision_calls_failures", result.Failures);
    }

    private static async Task PrepareAsync(Stage stage, GatewayClient gateway, CancellationToken ct)
    {
        var features = TransactionFeatures.ReadFolder(Path.Combine(Repository.Root, "apps", "risk", "features"));
        var model = FullDecision.Ensemble(features, [.. stage.Events().Take(TrainingEvents)]);
        var rules = JsonSerializer.SerializeToUtf8Bytes(new RuleText(FullDecision.RuleText()), ContractsJson.Default.RuleText);
        await ActivateAsync(gateway, (HttpMethod.Put, "rules/draft", rules), "rules/draft/activate", ct);
        await ActivateAsync(gateway, (HttpMethod.Post, "ml/models", model), "ml/models/activate", ct);
    }

    // Both answer with a version, and take it to put it in force.
    private static async Task ActivateAsync(
        GatewayClient gateway, (HttpMethod Method, string Path, byte[] Body) put, string activate, CancellationToken ct)
    {
        using var added = JsonDocument.Parse(await SendAsync(gateway, put, ct));
        var choice = JsonSerializer.SerializeToUtf8Bytes(new { version = added.RootElement.GetProperty("version").GetString() });
        await SendAsync(gateway, (HttpMethod.Post, activate, choice), ct);
    }

    private static async Task<byte[]> SendAsync(
        GatewayClient gateway, (HttpMethod Method, string Path, byte[] Body) call, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(call.Method, call.Path) { Content = new ByteArrayContent(call.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await gateway.SendAsync(request, ct);
        await GatewayClient.EnsureAsync(answer, ct);
        return await answer.Content.ReadAsByteArrayAsync(ct);
    }
}
