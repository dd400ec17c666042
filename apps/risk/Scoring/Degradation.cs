namespace Platform.Risk.Scoring;

/// <summary>Why a model that should take part in decisions does not; what decisions say.</summary>
internal static class Degradation
{
    /// <summary>There is too little traffic yet to train the tenant's forest.</summary>
    public const string WarmingUp = "model-warming-up";

    /// <summary>The forest failed or was slow, and is left out.</summary>
    public const string ForestFailing = "model-failing";

    /// <summary>The ensemble failed or was slow, and is left out.</summary>
    public const string EnsembleFailing = "ensemble-failing";

    /// <summary>The ensemble in force was trained on other features.</summary>
    public const string EnsembleUnfit = "ensemble-unfit";

    /// <summary>The ensemble in force is damaged.</summary>
    public const string EnsembleUnreadable = "ensemble-unreadable";

    /// <summary>Both at once, forest first; null when nothing is missing.</summary>
    public static string? Of(string? forest, string? ensemble) => (forest, ensemble) switch
    {
        (null, _) => ensemble,
        (_, null) => forest,
        _ => $"{forest},{ensemble}",
    };
}
