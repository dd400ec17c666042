using System.Text.Json;
using FluentValidation;
using FluentValidation.Results;

namespace Platform.Contracts;

/// <summary>Checks a <see cref="Transaction"/> against the ranges its documentation gives.</summary>
public sealed class TransactionValidator : AbstractValidator<Transaction>
{
    /// <summary>Makes the rules; they are kept, so one instance serves all.</summary>
    public TransactionValidator()
    {
        RuleFor(t => t.Id).Must(TransactionFields.IsName).WithMessage(TransactionFields.NameText);
        RuleFor(t => t.Time).Must(TransactionFields.IsTime).WithMessage(TransactionFields.TimeText);
        RuleFor(t => t.Kind).Must(TransactionFields.IsKind).WithMessage(TransactionFields.KindText);
        RuleFor(t => t.Amount).Must(TransactionFields.IsAmount).WithMessage(TransactionFields.AmountText);
        RuleFor(t => t.Currency).Must(TransactionFields.IsCurrency).WithMessage(TransactionFields.CurrencyText);
        RuleFor(t => t.Account).Must(TransactionFields.IsName).WithMessage(TransactionFields.NameText);
        RuleFor(t => t.Counterparty).Must(TransactionFields.IsName).WithMessage(TransactionFields.NameText);
        RuleFor(t => t.Device).Must(TransactionFields.IsName).When(t => t.Device is not null).WithMessage(TransactionFields.NameText);
        RuleFor(t => t.Country).Must(TransactionFields.IsCountry).When(t => t.Country is not null)
            .WithMessage(TransactionFields.CountryText);
        RuleFor(t => t.Channel).Must(TransactionFields.IsChannel).When(t => t.Channel is not null)
            .WithMessage(TransactionFields.ChannelText);
    }

    internal static TransactionValidator Shared { get; } = new();

    /// <inheritdoc/>
    /// <remarks>Nearly all are valid, and for those the rules need not run.</remarks>
    public override ValidationResult Validate(ValidationContext<Transaction> context) =>
        TransactionCheck.IsValid(context.InstanceToValidate) ? new() : base.Validate(context);

    internal IEnumerable<FieldError> Explain(Transaction transaction) =>
        base.Validate(new ValidationContext<Transaction>(transaction)).Errors
        .Select(failure => new FieldError(JsonNamingPolicy.CamelCase.ConvertName(failure.PropertyName), failure.ErrorMessage));
}
