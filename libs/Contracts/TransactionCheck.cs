namespace Platform.Contracts;

/// <summary>
/// The same rules as <see cref="TransactionValidator"/>, for the path that takes thousands a second: nothing is allocated for a valid
/// one.
/// </summary>
public static class TransactionCheck
{
    /// <summary>Whether a transaction is within all ranges.</summary>
    /// <param name="transaction">Any transaction.</param>
    /// <returns>False when <see cref="Errors"/> has something to say.</returns>
    public static bool IsValid(Transaction transaction) =>
        TransactionFields.IsName(transaction.Id)
        && TransactionFields.IsTime(transaction.Time)
        && TransactionFields.IsKind(transaction.Kind)
        && TransactionFields.IsAmount(transaction.Amount)
        && TransactionFields.IsCurrency(transaction.Currency)
        && TransactionFields.IsName(transaction.Account)
        && TransactionFields.IsName(transaction.Counterparty)
        && (transaction.Device is null || TransactionFields.IsName(transaction.Device))
        && (transaction.Country is null || TransactionFields.IsCountry(transaction.Country))
        && (transaction.Channel is null || TransactionFields.IsChannel(transaction.Channel));

    /// <summary>Checks a transaction.</summary>
    /// <param name="transaction">Any transaction.</param>
    /// <returns>What is wrong, by JSON field name; empty when it is valid.</returns>
    public static IReadOnlyList<FieldError> Errors(Transaction transaction) => IsValid(transaction)
        ? []
        : [.. TransactionValidator.Shared.Explain(transaction)];
}
