using Platform.Contracts;
using Platform.Learning.Network;

namespace Platform.Risk.Security;

/// <summary>Judges flows by rules about their sources and by what is ordinary for the tenant, and learns from them.</summary>
internal sealed class MonitorNetwork(ProfileStore store, FlowModels models, RiskMetrics metrics)
{
    public const string Detector = "network";

    // Rarer than 1 in 1,600, which a model of 1,024 flows can just tell: of more it would say nothing until it knows thousands.
    private const double UnusualFrom = 0.8;
    private const int MostIndicators = 5;

    /// <summary>Judges and learns.</summary>
    /// <param name="tenant">Whose events.</param>
    /// <param name="events">In any order.</param>
    /// <param name="announcement">Takes the threats in flows that were not known; null when the caller alone is told.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>All threats, those in flows that were known too.</returns>
    public async Task<ThreatReport> HandleAsync(
        TenantId tenant, IReadOnlyList<SecurityEvent> events, ThreatAnnouncement? announcement, CancellationToken ct)
    {
        var flows = events.OrderBy(e => e.Time).Select(FlowSubject.Of).OfType<FlowSubject>().ToList();
        var query = new ProfileQuery(flows.Select(flow => flow.Event.Id), flows.Select(flow => flow.Key));

        await using var turn = await store.OpenAsync(tenant, Detector, query, ct);
        var position = await FlowLog.PositionAsync(turn.Connection, ct);
        var model = await models.OfAsync(tenant, turn.Connection, position, ct);
        var sources = turn.Profiles(query, SourceActivity.FromBytes);
        var judged = Judge(flows, sources, turn.Fresh, ct);
        var fresh = judged.Where(each => each.IsFresh).Select(each => each.View.Features).ToList();
        await FlowLog.AppendAsync(turn.Connection, position, fresh, ct);
        turn.Also.AddRange(announcement?.Insert(ThreatsOf(tenant, judged.FindAll(each => each.IsFresh), model)) ?? []);
        await store.SaveAsync(turn, sources, source => source.ToBytes(), ct);

        var threats = ThreatsOf(tenant, judged, model);
        metrics.Detected(Detector, threats.Count);
        return new(threats) { Skipped = events.Count - flows.Count };
    }

    /// <summary>Takes flows in one after the other; one that was taken in before is looked at with a copy that is thrown away.</summary>
    public static List<JudgedFlow> Judge(
        IReadOnlyList<FlowSubject> flows, Dictionary<string, SourceActivity> sources, HashSet<string> fresh, CancellationToken ct)
    {
        var judged = new List<JudgedFlow>(flows.Count);
        var counted = new HashSet<string>(StringComparer.Ordinal);
        foreach (var flow in flows)
        {
            ct.ThrowIfCancellationRequested();
            var isFresh = fresh.Contains(flow.Event.Id) && counted.Add(flow.Event.Id);
            var activity = isFresh ? sources[flow.Key] : SourceActivity.FromBytes(sources[flow.Key].ToBytes());
            judged.Add(new(flow, isFresh, activity.Add(flow.Flow)));
        }

        return judged;
    }

    /// <summary>One threat for each source and type: a scan is told once and not with each of its connections.</summary>
    public static List<ThreatEvent> ThreatsOf(TenantId tenant, IReadOnlyList<JudgedFlow> judged, FlowModel? model) =>
    [
        .. judged.SelectMany(each => TextsOf(each, model).Select(text => (each.Subject, Text: text)))
            .GroupBy(each => (each.Subject.Key, each.Text.Type))
            .Select(same => same.First())
            .Select(each => ThreatOf(tenant, each.Subject, each.Text)),
    ];

    private static IEnumerable<FlowText> TextsOf(JudgedFlow judged, FlowModel? model)
    {
        foreach (var found in judged.View.Findings) yield return FlowText.Of(found, judged.Subject.Flow);

        var score = model?.Score(judged.View.Features) ?? 0;
        if (model is not null && score >= UnusualFrom) yield return FlowText.Of(score, model.Explain(judged.View.Features, MostIndicators));
    }

    private static ThreatEvent ThreatOf(TenantId tenant, FlowSubject subject, FlowText text) => new()
    {
        Id = ThreatText.IdOf(tenant, subject.Event.Id, $"{Detector}:{text.Type}"),
        Type = text.Type,
        Severity = text.Severity,
        Confidence = text.Confidence,
        Source = Detector,
        Entity = subject.Source,
        EventId = subject.Event.Id,
        Indicators = text.Indicators,
        RecommendedActions = RecommendedActions.For(text.Type),
        AttackTechniques = text.Technique is { } technique ? [technique] : [],
        DetectedAt = subject.Event.Time,
    };
}

/// <summary>What was found in one flow.</summary>
/// <param name="Subject">Event and source.</param>
/// <param name="IsFresh">Whether it was taken in.</param>
/// <param name="View">What it is and what the rules find.</param>
internal sealed record JudgedFlow(FlowSubject Subject, bool IsFresh, FlowView View);
