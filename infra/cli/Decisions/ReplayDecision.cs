using System.Globalization;
using System.Net;
using System.Text.Json;
using Platform.Contracts;
using Platform.Load.Sending;
using Platform.Local.Launcher;

namespace Platform.Cli.Decisions;

/// <summary>Asks for the evidence of a decision and says in words what came out.</summary>
internal static class ReplayDecision
{
    private const int MostContributions = 5;

    /// <returns>0 when the decision made again is the same, else 1.</returns>
    public static async Task<int> RunAsync(GatewayClient gateway, string id, TextWriter output, CancellationToken ct)
    {
        using var response = await gateway.SendAsync(new(HttpMethod.Get, $"decisions/{Uri.EscapeDataString(id)}/evidence"), ct);
        if (response.StatusCode is HttpStatusCode.NotFound) throw new LaunchException($"There is no decision {id}.");

        await GatewayClient.EnsureAsync(response, ct);
        await using var body = await response.Content.ReadAsStreamAsync(ct);
        var bundle = await JsonSerializer.DeserializeAsync(body, ContractsJson.Default.EvidenceBundle, ct)
            ?? throw new LaunchException("The platform answered with nothing.");
        foreach (var line in Words(bundle)) await output.WriteLineAsync(line);

        return bundle.Replay.IsIdentical ? 0 : 1;
    }

    /// <summary>The bundle in lines that people read.</summary>
    public static IEnumerable<string> Words(EvidenceBundle bundle)
    {
        var decision = bundle.Decision;
        yield return Text($"{decision.Id}: {Name(decision.Verdict)}, score {decision.Score:0.0000}, decided {decision.DecidedAt:u}");
        yield return $"  made of rules {decision.RulesVersion}, features {bundle.FeatureSet}, {ModelOf(bundle)}{EnsembleOf(bundle)}";
        foreach (var reason in decision.Reasons) yield return Text($"  {reason.Contribution,7:0.0000}  {reason.Code}: {reason.Text}");
        foreach (var one in (bundle.Model?.Contributions ?? []).Take(MostContributions).Where(one => one.Contribution != 0))
            yield return Text($"  {one.Contribution,7:+0.0000;-0.0000}  splits by {one.Feature}");

        foreach (var one in (bundle.Ensemble?.Contributions ?? []).Take(MostContributions).Where(one => one.Contribution != 0))
            yield return Text($"  {one.Contribution,7:+0.0000;-0.0000}  log-odds of the ensemble by {one.Feature}");

        yield return bundle.Replay.IsIdentical
            ? "Made again: the same to the last bit."
            : $"Made again, it differs: {string.Join("; ", bundle.Replay.Differences)}";
    }

    private static string ModelOf(EvidenceBundle bundle) => bundle.Model is { } model
        ? $"model {model.Version} (sha256 {model.Sha256[..12]}…)"
        : $"no model ({bundle.Decision.Degraded})";

    private static string EnsembleOf(EvidenceBundle bundle) => bundle.Ensemble is { } ensemble
        ? $", ensemble {ensemble.Version} (sha256 {ensemble.Sha256[..12]}…)"
        : "";

    private static string Name(Verdict verdict) => verdict.ToString().ToLowerInvariant();

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
