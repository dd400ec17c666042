using System.Runtime.CompilerServices;
using Platform.Contracts;
using Platform.Load.Sending;

namespace Platform.Load.Replay;

/// <summary>Plays one file to its last line and, when it has labels, asks what the platform's scores were worth.</summary>
public sealed class ReplayRun
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private readonly GatewayClient gateway;
    private readonly ReplayOptions options;
    private readonly ReplayFile file;
    private readonly Survey survey;
    private readonly LabelledScores scores;
    private readonly EventSender sender;
    private bool hasLabels;
    private string? firstRefusal;

    /// <summary>Opens the file and looks through it once.</summary>
    /// <exception cref="ReplayException">It cannot be played; the message says why.</exception>
    public ReplayRun(GatewayClient gateway, ReplayOptions options, SenderOptions? sending = null)
    {
        (this.gateway, this.options) = (gateway, options);
        file = ReplayFile.Open(options.File, options.Mapping);
        survey = file.Survey();
        scores = new(survey.First.UtcDateTime.Date);
        sender = new(gateway, (sending ?? new()) with { Delivered = NoteRefusal });
    }

    /// <summary>Lines of the file.</summary>
    public long Lines => survey.Lines;

    /// <summary>How far it is; from any thread.</summary>
    public ReplayProgress Progress => new(survey.Lines, sender.Counters, scores.Decided);

    /// <summary>Plays it.</summary>
    /// <exception cref="GatewayException">The gateway refused (e.g. 401).</exception>
    /// <exception cref="Platform.EventFiles.EventFileException">A line is malformed.</exception>
    public async Task<ReplayReport> RunAsync(CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var reader = new DecisionReader(gateway);
        var end = await reader.EndAsync(ct).ConfigureAwait(false);
        var following = FollowAsync(reader, end, stop.Token);
        var started = gateway.Time.GetTimestamp();
        try
        {
            await SendAllAsync(ct).ConfigureAwait(false);
            await WaitForDecisionsAsync(following, ct).ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (following.IsFaulted) await following.ConfigureAwait(false);
        return Report(gateway.Time.GetElapsedTime(started));
    }

    private Task SendAllAsync(CancellationToken ct)
    {
        var timing = Timing.Of(options, survey, gateway.Time.GetUtcNow());
        return sender.RunAsync(EventsAsync(timing, ct), Timing.Schedule(options, timing(survey.First)), ct);
    }

    private async IAsyncEnumerable<Transaction> EventsAsync(
        Func<DateTimeOffset, DateTimeOffset> timing, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var e in file.Events(options.RunMark + "-", timing))
        {
            ct.ThrowIfCancellationRequested();
            hasLabels |= e.Label is not null;
            scores.Add(e);
            yield return e.Transaction;
        }

        await Task.CompletedTask.ConfigureAwait(false);
    }

    private async Task FollowAsync(DecisionReader reader, long after, CancellationToken ct)
    {
        await foreach (var line in reader.FollowAsync(after, ct).ConfigureAwait(false)) scores.Decide(line.Id, line.Score);
    }

    // Ends when everything delivered is decided, when nothing more comes, or when reading failed.
    private async Task WaitForDecisionsAsync(Task following, CancellationToken ct)
    {
        var (seen, since) = (-1L, gateway.Time.GetTimestamp());
        while (scores.Decided < sender.Counters.Delivered && !following.IsCompleted)
        {
            if (scores.Decided != seen) (seen, since) = (scores.Decided, gateway.Time.GetTimestamp());
            if (gateway.Time.GetElapsedTime(since) > options.DecisionPatience) return;

            await Task.Delay(Poll, gateway.Time, ct).ConfigureAwait(false);
        }
    }

    private void NoteRefusal(DeliveredChunk chunk)
    {
        if (chunk.Result.Rejected is not [{ } first, ..]) return;

        var why = string.Join("; ", first.Errors.Select(error => $"{error.Field}: {error.Message}"));
        Interlocked.CompareExchange(ref firstRefusal, $"{chunk.Transactions[first.Index].Id}: {why}", null);
    }

    private ReplayReport Report(TimeSpan took) => new()
    {
        Mapping = file.Mapping.Name,
        Lines = survey.Lines,
        Sent = sender.Counters,
        Decided = scores.Decided,
        Repeated = scores.Repeated,
        Raised = file.Raised,
        Took = took,
        FirstRefusal = firstRefusal,
        Quality = hasLabels ? scores.Measure() : null,
    };
}
