using System.Diagnostics;

namespace Platform.Bench;

/// <summary>Measures several things in turn, round after round, so that a slow moment of the machine hits all of them.</summary>
internal static class Turns
{
    private const int Rounds = 5;

    /// <summary>The median of each over the rounds, after one round that does not count.</summary>
    public static async Task<Dictionary<string, double>> MediansAsync(
        IReadOnlyList<(string Name, Func<Task<double>> Measure)> measured, bool isQuick)
    {
        var results = measured.ToDictionary(one => one.Name, _ => new List<double>());
        for (var round = 0; round <= (isQuick ? 1 : Rounds); round++)
        {
            foreach (var (name, measure) in measured)
            {
                var value = await measure();
                if (round > 0) results[name].Add(value);
            }
        }

        return results.ToDictionary(result => result.Key, result => result.Value.Order().ElementAt(result.Value.Count / 2));
    }

    /// <summary>Times a second that something was done.</summary>
    public static Func<Task<double>> PerSecond(int count, Action action) => () =>
    {
        var started = Stopwatch.GetTimestamp();
        action();
        return Task.FromResult(count / Stopwatch.GetElapsedTime(started).TotalSeconds);
    };

    /// <summary>Microseconds that one of many took.</summary>
    public static Func<Task<double>> Microseconds(int count, Action action) =>
        async () => 1e6 / await PerSecond(count, action)();
}
