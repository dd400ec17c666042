using System.Text.Json.Serialization;

namespace Platform.Contracts;

/// <summary>
/// What is to be scored now: the body is one <see cref="Transaction"/>, or an object with the key <c>transactions</c>, which makes it a
/// batch.
/// </summary>
/// <param name="Transactions">1 to 1,000; an id that comes again has the decision of its first.</param>
[JsonConverter(typeof(OneOrBatch))]
public sealed record ScoringCall(IReadOnlyList<Transaction> Transactions)
{
    /// <summary>True when the body is the transaction itself; then the answer is its decision, and no list.</summary>
    public bool IsOne { get; init; }
}

/// <summary>Transactions that are scored together; all or none.</summary>
/// <param name="Transactions">1 to 1,000.</param>
public sealed record TransactionBatch(IReadOnlyList<Transaction> Transactions);

/// <summary>The answer to a batch.</summary>
/// <param name="Decisions">One for each transaction, in their order.</param>
public sealed record DecisionBatch(IReadOnlyList<Decision> Decisions);
