namespace Platform.Risk.Models;

/// <summary>When a tenant's model is trained: soon at first, then at doubling amounts of traffic, then steadily.</summary>
internal static class ModelSchedule
{
    /// <summary>Events that a model is trained on at most, and between trainings once that many have been seen.</summary>
    public const int Full = 65_536;

    /// <summary>The position at which the next training is due.</summary>
    /// <param name="trainedAt">Position of the last training; 0 for none.</param>
    /// <param name="first">Position of the first.</param>
    public static long NextAfter(long trainedAt, int first) => trainedAt switch
    {
        0 => first,
        < Full => Math.Min(trainedAt * 2, Full),
        _ => trainedAt + Full,
    };

    /// <summary>The last due position up to now, so that a model depends on the log and not on when the machine found time.</summary>
    public static long DueAt(long trainedAt, long now, int first)
    {
        var due = NextAfter(trainedAt, first);
        if (due > now) return 0;

        for (var next = NextAfter(due, first); next <= now; next = NextAfter(due, first)) due = next;
        return due;
    }
}
