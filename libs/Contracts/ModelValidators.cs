using FluentValidation;

namespace Platform.Contracts;

/// <summary>Checks a <see cref="ModelChoice"/>.</summary>
public sealed class ModelChoiceValidator : AbstractValidator<ModelChoice>
{
    /// <summary>Makes the rules.</summary>
    public ModelChoiceValidator() =>
        RuleFor(choice => choice.Version).Matches("^[0-9a-f]{12}\\z").WithMessage("A version as it was listed, 12 of 0-9, a-f; or null");
}
