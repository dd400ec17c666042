using Platform.Contracts;
using Platform.Learning.Behavior;

namespace Platform.Risk.Security;

/// <summary>Judges what users, service accounts and hosts do by what they usually do, and learns from it.</summary>
internal sealed class AnalyzeBehavior(ProfileStore store, RiskMetrics metrics)
{
    public const string Detector = "behavior";
    private static readonly string[] Techniques = ["T1078"];

    /// <summary>Judges and learns.</summary>
    /// <param name="tenant">Whose events.</param>
    /// <param name="events">In any order.</param>
    /// <param name="announcement">Takes the threats in events that were not known; null when the caller alone is told.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>All threats, those in events that were known too.</returns>
    public async Task<ThreatReport> HandleAsync(
        TenantId tenant, IReadOnlyList<SecurityEvent> events, ThreatAnnouncement? announcement, CancellationToken ct)
    {
        // In the order in which it happened: who is new in the request has a past in it.
        var subjects = events.OrderBy(e => e.Time).SelectMany(BehaviorSubject.Of).ToList();
        var skipped = events.Count - subjects.Select(subject => subject.Event).Distinct(ReferenceEqualityComparer.Instance).Count();
        var keys = subjects.SelectMany(each => (string[])[each.Key, each.GroupKey]);
        var query = new ProfileQuery(subjects.Select(each => each.Event.Id), keys);

        await using var turn = await store.OpenAsync(tenant, Detector, query, ct);
        var profiles = turn.Profiles(query, EntityProfile.FromBytes);
        var judged = Judge(subjects, profiles, turn.Fresh, ct);
        var threats = judged.SelectMany(each => ThreatsOf(tenant, each)).ToList();
        turn.Also.AddRange(announcement?.Insert(threats.FindAll(threat => turn.Fresh.Contains(threat.EventId))) ?? []);
        await store.SaveAsync(turn, profiles, profile => profile.ToBytes(), ct);

        metrics.Detected(Detector, threats.Count);
        return new(threats) { Profiles = [.. ReportsOf(judged)], Skipped = skipped };
    }

    /// <summary>Judges events one after the other, each by the profiles as they were before it, and adds the fresh ones to them.</summary>
    public static List<JudgedBehavior> Judge(
        IReadOnlyList<BehaviorSubject> subjects, Dictionary<string, EntityProfile> profiles, HashSet<string> fresh, CancellationToken ct)
    {
        var judged = new List<JudgedBehavior>(subjects.Count);
        var counted = new HashSet<(string Event, string Key)>();
        foreach (var subject in subjects)
        {
            ct.ThrowIfCancellationRequested();
            var (own, group, behavior) = (profiles[subject.Key], profiles[subject.GroupKey], subject.Behavior);
            judged.Add(new(subject, own.Events, BehaviorScore.Of(own, group, behavior), BehaviorFindings.Of(own, group, behavior)));
            if (!fresh.Contains(subject.Event.Id) || !counted.Add((subject.Event.Id, subject.Key))) continue;

            own.Add(behavior);
            group.Add(behavior);
        }

        return judged;
    }

    private static IEnumerable<BehaviorReport> ReportsOf(List<JudgedBehavior> judged) => judged
        .GroupBy(each => each.Subject.Key)
        .Select(own => own.MaxBy(each => each.Assessment.Score))
        .OfType<JudgedBehavior>()
        .OrderByDescending(each => each.Assessment.Score)
        .Select(ReportOf);

    private static BehaviorReport ReportOf(JudgedBehavior judged)
    {
        var level = BehaviorText.LevelOf(judged.Assessment.Score);
        return new()
        {
            Entity = judged.Subject.Entity,
            EventId = judged.Subject.Event.Id,
            Score = judged.Assessment.Score,
            Level = level,
            Factors = BehaviorText.IndicatorsOf(judged.Assessment),
            RecommendedActions = level is RiskLevel.Low ? [] : RecommendedActions.For("unusual-behavior"),
            KnownEvents = judged.Known,
        };
    }

    private static IEnumerable<ThreatEvent> ThreatsOf(TenantId tenant, JudgedBehavior judged)
    {
        var (assessment, level) = (judged.Assessment, BehaviorText.LevelOf(judged.Assessment.Score));
        if (level >= RiskLevel.High)
        {
            yield return ThreatOf(
                tenant, judged.Subject, ("unusual-behavior", level, assessment.Score), BehaviorText.IndicatorsOf(assessment));
        }

        foreach (var found in judged.Findings)
        {
            var (type, severity, confidence, indicator) = BehaviorText.Of(found);
            yield return ThreatOf(tenant, judged.Subject, (type, severity, confidence), [indicator]);
        }
    }

    private static ThreatEvent ThreatOf(
        TenantId tenant, BehaviorSubject subject, (string Type, RiskLevel Severity, double Confidence) what,
        IReadOnlyList<ThreatIndicator> indicators) => new()
        {
            Id = ThreatText.IdOf(tenant, subject.Event.Id, $"{Detector}:{what.Type}:{subject.Key}"),
            Type = what.Type,
            Severity = what.Severity,
            Confidence = what.Confidence,
            Source = Detector,
            Entity = subject.Entity,
            EventId = subject.Event.Id,
            Indicators = indicators,
            RecommendedActions = RecommendedActions.For(what.Type),
            AttackTechniques = Techniques,
            DetectedAt = subject.Event.Time,
        };
}

/// <summary>What was found in one event of one entity.</summary>
/// <param name="Subject">Event and entity.</param>
/// <param name="Known">Events of the entity that were known before.</param>
/// <param name="Assessment">How unusual it is.</param>
/// <param name="Findings">What has a name of its own.</param>
internal sealed record JudgedBehavior(
    BehaviorSubject Subject, int Known, BehaviorAssessment Assessment, IReadOnlyList<BehaviorFinding> Findings);
