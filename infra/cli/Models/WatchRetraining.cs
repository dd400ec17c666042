using System.Globalization;
using Platform.Contracts;

namespace Platform.Cli.Models;

/// <summary>Starts a retraining and says each step until it ended.</summary>
internal static class WatchRetraining
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    public static async Task<RetrainingRun> RunAsync(ModelCalls calls, TextWriter output, TimeProvider time, CancellationToken ct)
    {
        var run = await calls.RetrainAsync(ct);
        for (var said = ""; run.Status is RetrainingStatus.Running; run = await calls.RunAsync(run.Id, ct))
        {
            if (run.Text != said) output.WriteLine(said = run.Text);
            await Task.Delay(Look, time, ct);
        }

        foreach (var line in Words(run)) output.WriteLine(line);
        return run;
    }

    /// <summary>How it ended, and what was looked at.</summary>
    public static IEnumerable<string> Words(RetrainingRun run)
    {
        foreach (var finding in run.Findings ?? []) yield return $"data: {finding.Text}";
        if (run.Search is { } search) yield return search.Words;
        foreach (var check in run.Gate?.Checks ?? []) yield return $"{(check.Passed ? "passed" : "FAILED")}  {check.Text}";
        yield return string.Create(CultureInfo.InvariantCulture, $"{run.Status.ToString().ToLowerInvariant()}: {run.Text}");
        if (run.Challenger is { } challenger) yield return $"See it: ./platform models show {challenger}";
    }
}
