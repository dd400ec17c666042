using Platform.Contracts;

namespace Platform.Models.Registry;

/// <summary>Reads the history of the champion. Pure.</summary>
internal static class Champions
{
    /// <summary>The version that decided before the one in force; null when there was none.</summary>
    /// <param name="history">The latest first.</param>
    /// <remarks>
    /// Going back twice goes back two: an entry that was itself a going back stands for the one that it went back to, and those in between
    /// are passed over.
    /// </remarks>
    public static string? Before(IReadOnlyList<ModelActivation> history)
    {
        var line = new List<string>();
        foreach (var version in history.Where(entry => entry.IsDeployed).Reverse().Select(entry => entry.Version))
        {
            var at = line.IndexOf(version);
            if (at >= 0) line.RemoveRange(at + 1, line.Count - at - 1);
            else line.Add(version);
        }

        return line is [.., var before, _] ? before : null;
    }
}
