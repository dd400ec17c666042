using System.Text.Json.Serialization;

namespace Platform.Contracts;

/// <summary>What an event turned out to be.</summary>
[JsonConverter(typeof(EnumByName<Finding>))]
public enum Finding
{
    /// <summary>Nothing was wrong.</summary>
    [JsonStringEnumMemberName("legitimate")] Legitimate,

    /// <summary>It was fraud.</summary>
    [JsonStringEnumMemberName("fraud")] Fraud,
}

/// <summary>Who says so. Where sources disagree, the one that is further down counts.</summary>
[JsonConverter(typeof(EnumByName<LabelSource>))]
public enum LabelSource
{
    /// <summary>A rule or a program guessed it.</summary>
    [JsonStringEnumMemberName("system")] System,

    /// <summary>The customer says so.</summary>
    [JsonStringEnumMemberName("customer")] Customer,

    /// <summary>An analyst looked at it.</summary>
    [JsonStringEnumMemberName("analyst")] Analyst,

    /// <summary>The bank took the money back, or refused to.</summary>
    [JsonStringEnumMemberName("chargeback")] Chargeback,

    /// <summary>An investigation ended with it.</summary>
    [JsonStringEnumMemberName("investigation")] Investigation,
}

/// <summary>What labels may be about, besides single events.</summary>
[JsonConverter(typeof(EnumByName<LabelledKind>))]
public enum LabelledKind
{
    /// <summary>Who pays.</summary>
    [JsonStringEnumMemberName("account")] Account,

    /// <summary>Who is paid.</summary>
    [JsonStringEnumMemberName("counterparty")] Counterparty,
}

/// <summary>All events of an account or a counterparty in a stretch of time, e.g. those of a stolen card.</summary>
/// <param name="Kind">Which field of the events.</param>
/// <param name="Id">Its value.</param>
/// <param name="From">The first moment, UTC.</param>
public sealed record LabelledEntity(LabelledKind Kind, string Id, DateTimeOffset From)
{
    /// <summary>The first moment no longer meant, UTC; null: up to when the label was known.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>What somebody says that an event, or the events of an entity, turned out to be. Topic <c>labels</c>.</summary>
public sealed record Label
{
    /// <summary>The sender's own, 1-64 characters; the same label again changes nothing.</summary>
    public required string Id { get; init; }

    /// <summary>The event; null when the label is about an entity.</summary>
    public string? EventId { get; init; }

    /// <summary>The entity; null when the label is about an event. A label of the event itself counts before it.</summary>
    public LabelledEntity? Entity { get; init; }

    /// <summary>What it turned out to be.</summary>
    public required Finding Verdict { get; init; }

    /// <summary>Who says so.</summary>
    public required LabelSource Source { get; init; }

    /// <summary>How sure they are, above 0 up to 1; 1 when absent. Of two labels of one source the later one counts, and of two that are
    /// known since the same moment the surer one.</summary>
    public double? Confidence { get; init; }

    /// <summary>When it became known, UTC: models are trained as if nobody knew it before. Not in the future.</summary>
    public required DateTimeOffset KnownAt { get; init; }
}

/// <summary>Labels that are given together; all or none.</summary>
/// <param name="Labels">1 to 1,000.</param>
public sealed record LabelBatch(IReadOnlyList<Label> Labels);

/// <summary>What became of labels.</summary>
/// <param name="Accepted">Labels that were new.</param>
/// <param name="Repeated">Labels whose id was there; they change nothing.</param>
/// <param name="Changed">Events that by now are known to be something else than before.</param>
/// <param name="Contradicted">New labels of events on which labels disagree.</param>
public sealed record LabelResult(int Accepted, int Repeated, int Changed, int Contradicted);

/// <summary>What an event turned out to be, after all labels of it. Topic <c>outcomes</c>.</summary>
public sealed record Outcome
{
    /// <summary>The event.</summary>
    public required string EventId { get; init; }

    /// <summary>What it turned out to be.</summary>
    public required Finding Verdict { get; init; }

    /// <summary>The source that decides.</summary>
    public required LabelSource Source { get; init; }

    /// <summary>How sure it is, above 0 up to 1.</summary>
    public required double Confidence { get; init; }

    /// <summary>When that became known, UTC.</summary>
    public required DateTimeOffset KnownAt { get; init; }

    /// <summary>The label that decides.</summary>
    public required string LabelId { get; init; }

    /// <summary>Position among the tenant's outcomes; an event whose outcome changes gets a new one.</summary>
    public required long Number { get; init; }
}

/// <summary>All that is known of how an event turned out.</summary>
/// <param name="EventId">The event.</param>
/// <param name="Labels">Every label of it, the one that decides first, those that contradict it too.</param>
public sealed record EventLabels(string EventId, IReadOnlyList<GivenLabel> Labels)
{
    /// <summary>What counts; null when nothing is known.</summary>
    public Outcome? Outcome { get; init; }
}

/// <summary>A label as it was given.</summary>
/// <param name="Label">The label.</param>
/// <param name="By">Who gave it.</param>
/// <param name="ReceivedAt">When, UTC.</param>
public sealed record GivenLabel(Label Label, string By, DateTimeOffset ReceivedAt);

/// <summary>Outcomes of a tenant, by number.</summary>
/// <param name="Items">At most as many as were asked for; none: there are no more yet.</param>
public sealed record OutcomePage(IReadOnlyList<Outcome> Items);

/// <summary>Labels of entities, by id.</summary>
/// <param name="Items">At most as many as were asked for; none: there are no more.</param>
public sealed record EntityLabelPage(IReadOnlyList<GivenLabel> Items);
