using FluentValidation;

namespace Platform.Contracts;

/// <summary>Checks a <see cref="Transaction"/> against the ranges its documentation gives.</summary>
public sealed class TransactionValidator : AbstractValidator<Transaction>;
