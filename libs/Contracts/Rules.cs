namespace Platform.Contracts;

/// <summary>Rules as text, in the rule language.</summary>
/// <param name="Text">YAML, at most 262144 characters; <c>rules:</c> is a list.</param>
public sealed record RuleText(string Text);

/// <summary>Which version is meant, so that nobody puts in force what somebody else changed meanwhile.</summary>
/// <param name="Version">As it was read: a hash of the text.</param>
public sealed record RuleChoice(string Version);

/// <summary>A tenant's rules.</summary>
public sealed record RuleSetView
{
    /// <summary>Hash of the text; decisions name it.</summary>
    public required string Version { get; init; }

    /// <summary>Whether these are the rules that ship with the platform, which a tenant has until it activates its own.</summary>
    public required bool IsShipped { get; init; }

    /// <summary>The text.</summary>
    public required string Text { get; init; }

    /// <summary>What the text says, in its order.</summary>
    public required IReadOnlyList<RuleView> Rules { get; init; }
}

/// <summary>One rule in short.</summary>
/// <param name="Id">Its name; the code of its reason.</param>
/// <param name="Weight">Evidence at full degree, above 0 up to 1.</param>
/// <param name="Verdict">The mildest verdict when it fires.</param>
/// <param name="Attack">Techniques of MITRE ATT&amp;CK.</param>
public sealed record RuleView(string Id, double Weight, Verdict Verdict, IReadOnlyList<string> Attack)
{
    /// <summary>How bad it is when it is right; null when not said.</summary>
    public string? Severity { get; init; }

    /// <summary>Who answers for it; null when not said.</summary>
    public string? Owner { get; init; }
}

/// <summary>Versions of a tenant's rules that were in force, the latest first.</summary>
/// <param name="Activations">At most 200.</param>
public sealed record RuleHistory(IReadOnlyList<RuleActivation> Activations);

/// <summary>A version came into force.</summary>
/// <param name="Version">Which.</param>
/// <param name="By">Who put it in force.</param>
/// <param name="At">When, UTC.</param>
public sealed record RuleActivation(string Version, string By, DateTimeOffset At);

/// <summary>What a draft would have done with decisions that were made.</summary>
public sealed record RulePreview
{
    /// <summary>The draft's version; name it to activate what was previewed.</summary>
    public required string Version { get; init; }

    /// <summary>Decisions it was tried on, the latest.</summary>
    public required int Decisions { get; init; }

    /// <summary>The earliest of them was decided then; null without any.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Decisions left out because their features are of another version.</summary>
    public required int LeftOut { get; init; }

    /// <summary>Each rule, in the draft's order.</summary>
    public required IReadOnlyList<RuleHits> Rules { get; init; }

    /// <summary>How verdicts would have changed; those that stay are not listed.</summary>
    public required IReadOnlyList<VerdictChange> Changes { get; init; }

    /// <summary>How well the verdicts of then, review and block together, agree with what is known; null when nothing is.</summary>
    public HitQuality? Before { get; init; }

    /// <summary>How well those of the draft would have agreed; null when nothing is known.</summary>
    public HitQuality? After { get; init; }
}

/// <summary>How well hits agree with what events turned out to be; only events count of which that is known.</summary>
/// <param name="Known">Hits of which it is known.</param>
/// <param name="Frauds">How many of them were fraud.</param>
/// <param name="AllFrauds">Known frauds among all decisions that were looked at, hits or not.</param>
public sealed record HitQuality(int Known, int Frauds, int AllFrauds)
{
    /// <summary>Share of fraud among the hits, 0-1; null when of no hit it is known.</summary>
    public double? Precision => Known > 0 ? (double)Frauds / Known : null;

    /// <summary>Share of the known frauds that are hits, 0-1; null when none is known.</summary>
    public double? Recall => AllFrauds > 0 ? (double)Frauds / AllFrauds : null;
}

/// <summary>What one rule of a draft would have done.</summary>
/// <param name="Id">The rule.</param>
/// <param name="Hits">Decisions for which it fires.</param>
/// <param name="Examples">Ids of the latest of them, at most 10.</param>
/// <param name="NanosecondsPerEvent">What it costs, hit or not.</param>
public sealed record RuleHits(string Id, int Hits, IReadOnlyList<string> Examples, double NanosecondsPerEvent)
{
    /// <summary>How well its hits agree with what events turned out to be; null when nothing is known.</summary>
    public HitQuality? Quality { get; init; }
}

/// <summary>Verdicts that a draft would change.</summary>
/// <param name="From">What was decided.</param>
/// <param name="To">What the draft would have decided.</param>
/// <param name="Count">How many.</param>
/// <param name="Examples">Ids of the latest of them, at most 10.</param>
public sealed record VerdictChange(Verdict From, Verdict To, int Count, IReadOnlyList<string> Examples);
