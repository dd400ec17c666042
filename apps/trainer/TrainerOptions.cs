using System.ComponentModel.DataAnnotations;

namespace Platform.Trainer;

/// <summary>Section <c>Trainer</c>. The host does not start with a value out of range.</summary>
internal sealed class TrainerOptions
{
    /// <summary>Folder for data sets that are being worked on; they are in blob storage too, so it may be lost.</summary>
    [Required]
    public string Scratch { get; init; } = Path.Combine(Path.GetTempPath(), "platform-trainer");

    /// <summary>The gate's policy, a YAML file; empty for the one that ships.</summary>
    public string Policy { get; init; } = "";

    /// <summary>Days after which nearly all frauds are known: younger events are not learnt from.</summary>
    [Range(0, 365)]
    public int LabelDelayDays { get; init; } = 7;

    /// <summary>Days of the part by which models are judged.</summary>
    [Range(1, 365)]
    public int OutOfTimeDays { get; init; } = 7;

    /// <summary>Days of events to learn from, unless a request says otherwise.</summary>
    [Range(1, 730)]
    public int TrainingDays { get; init; } = 60;

    /// <summary>The latest so many events of those are learnt from.</summary>
    [Range(1_000, 5_000_000)]
    public int MostRows { get; init; } = 200_000;

    /// <summary>The most events of a tenant that are read.</summary>
    [Range(1_000, 50_000_000)]
    public int MostEvents { get; init; } = 5_000_000;

    /// <summary>Sets of options that are tried, unless a request says otherwise.</summary>
    [Range(1, 32)]
    public int Challengers { get; init; } = 8;

    /// <summary>Seconds after which no further round of the search begins.</summary>
    [Range(1, 86_400)]
    public int SearchSeconds { get; init; } = 120;

    /// <summary>Seed of all drawing.</summary>
    public int Seed { get; init; }
}
