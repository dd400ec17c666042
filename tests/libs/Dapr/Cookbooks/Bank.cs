using System.Collections.Concurrent;

namespace Platform.Dapr.Tests.Cookbooks;

/// <summary>A bank of the test: it remembers what it was asked for, and does nothing twice for one key.</summary>
internal sealed class Bank : IBank
{
    private readonly ConcurrentDictionary<string, string> done = [];
    private int calls;

    /// <summary>Payments whose money cannot be held any more.</summary>
    public HashSet<string> Gone { get; } = [];

    /// <summary>Lists that have the payment, whichever it is.</summary>
    public HashSet<string> Hits { get; } = [];

    /// <summary>Lists that do not answer.</summary>
    public HashSet<string> Away { get; } = [];

    /// <summary>The answers to holding that are lost on their way.</summary>
    public int LostAnswers { get; set; }

    /// <summary>How often it was asked to hold a payment.</summary>
    public int Calls => Volatile.Read(ref calls);

    /// <summary>What it did.</summary>
    public string[] Done => [.. done.Values.Order(StringComparer.Ordinal)];

    public Task<bool> HoldAsync(string payment, string key, CancellationToken ct)
    {
        if (Gone.Contains(payment)) return Task.FromResult(false);

        done.TryAdd(key, $"hold {payment}");
        return Interlocked.Increment(ref calls) > LostAnswers ? Task.FromResult(true) : throw new IOException("no line");
    }

    public Task<bool> IsOnListAsync(string list, string payment, CancellationToken ct) =>
        Away.Contains(list) ? throw new IOException("no line") : Task.FromResult(Hits.Contains(list));

    public Task SettleAsync(Settlement settlement, string key, CancellationToken ct)
    {
        done.TryAdd(key, $"{(settlement.IsReleased ? "release" : "return")} {settlement.Payment}");
        return Task.CompletedTask;
    }

    public Task TellAsync(string whom, string what, string key, CancellationToken ct)
    {
        done.TryAdd(key, $"tell {whom}: {what}");
        return Task.CompletedTask;
    }
}
