using FluentValidation;

namespace Platform.Contracts;

/// <summary>Checks a <see cref="RuleText"/>; whether it reads as rules is the service's to say.</summary>
public sealed class RuleTextValidator : AbstractValidator<RuleText>
{
    /// <summary>Characters of a text, at most.</summary>
    public const int MostCharacters = 262_144;

    /// <summary>Makes the rules.</summary>
    public RuleTextValidator() =>
        RuleFor(rules => rules.Text).Must(text => text is { Length: >= 1 and <= MostCharacters } && !text.Contains('\0'))
            .WithMessage($"1 to {MostCharacters} characters of YAML");
}

/// <summary>Checks a <see cref="RuleChoice"/>.</summary>
public sealed class RuleChoiceValidator : AbstractValidator<RuleChoice>
{
    /// <summary>Makes the rules.</summary>
    public RuleChoiceValidator() =>
        RuleFor(choice => choice.Version).Matches("^[0-9a-f]{12}\\z").WithMessage("A version as it was read: 12 of 0-9, a-f")
            .NotNull().WithMessage("A version as it was read: 12 of 0-9, a-f");
}
