using FluentValidation;
using FluentValidation.Results;

namespace Platform.Contracts;

/// <summary>Checks a <see cref="ScoringCall"/>: how many transactions, and each of them as if it came alone.</summary>
public sealed class ScoringCallValidator : AbstractValidator<ScoringCall>
{
    private const int MostTransactions = 1_000;

    /// <summary>Makes the rules; they are kept, so one instance serves all.</summary>
    public ScoringCallValidator()
    {
        RuleFor(call => call.Transactions).Must(AreMany).WithMessage("1 to 1000 transactions");
        // The transactions themselves are looked at only when there are not too many of them.
        RuleForEach(call => call.Transactions).NotNull().WithMessage("This must not be null").SetValidator(TransactionValidator.Shared)
            .When(call => AreMany(call.Transactions));
    }

    /// <inheritdoc/>
    /// <remarks>The mistakes of a transaction that is the body itself have the names of its fields and no place in a list.</remarks>
    public override ValidationResult Validate(ValidationContext<ScoringCall> context) => context.InstanceToValidate switch
    {
        { IsOne: true, Transactions: [var only] } => TransactionValidator.Shared.Validate(only),
        var batch when AreMany(batch.Transactions) && batch.Transactions.All(t => t is not null && TransactionCheck.IsValid(t)) => new(),
        _ => base.Validate(context),
    };

    /// <inheritdoc/>
    public override Task<ValidationResult> ValidateAsync(
        ValidationContext<ScoringCall> context, CancellationToken cancellation = default) => Task.FromResult(Validate(context));

    private static bool AreMany(IReadOnlyList<Transaction> transactions) => transactions.Count is >= 1 and <= MostTransactions;
}
