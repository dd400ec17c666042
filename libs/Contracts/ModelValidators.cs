using FluentValidation;

namespace Platform.Contracts;

/// <summary>Checks a <see cref="ModelChoice"/>.</summary>
public sealed class ModelChoiceValidator : AbstractValidator<ModelChoice>
{
    /// <summary>Makes the rules.</summary>
    public ModelChoiceValidator() =>
        RuleFor(choice => choice.Version).Must(version => version is ModelChoice.None || IsHash(version))
            .WithMessage($"A version as it was listed, 12 of 0-9, a-f; or {ModelChoice.None}");

    private static bool IsHash(string? version) => version is { Length: 12 } && version.All(char.IsAsciiHexDigitLower);
}
