using System.Buffers;
using FluentValidation;

namespace Platform.Contracts;

/// <summary>Checks a <see cref="UsageRecord"/> against the ranges its documentation gives.</summary>
public sealed class UsageRecordValidator : AbstractValidator<UsageRecord>
{
    private const int MostCharacters = 128;
    private const long MostQuantity = 1_000_000_000_000;

    private static readonly SearchValues<char> characters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:-");

    /// <summary>Makes the rules; they are kept, so one instance serves all.</summary>
    public UsageRecordValidator()
    {
        RuleFor(record => record.Id).Must(IsId).WithMessage("1 to 128 letters (a-z, A-Z), digits and . _ : -");
        RuleFor(record => record.Time).Must(TransactionFields.IsTime).WithMessage(TransactionFields.TimeText);
        RuleFor(record => record.Meter).IsInEnum();
        RuleFor(record => record.Quantity).InclusiveBetween(1, MostQuantity);
    }

    private static bool IsId(string? id) => id is { Length: >= 1 and <= MostCharacters } && !id.AsSpan().ContainsAnyExcept(characters);
}

/// <summary>Checks a <see cref="BudgetSetting"/> against the range its documentation gives.</summary>
public sealed class BudgetSettingValidator : AbstractValidator<BudgetSetting>
{
    private const decimal Most = 1_000_000_000_000m;

    /// <summary>Makes the rules.</summary>
    public BudgetSettingValidator() =>
        RuleFor(budget => budget.Monthly).Must(monthly => monthly is null or (> 0 and <= Most))
            .WithMessage("More than 0, at most 1000000000000; null for no budget");
}
