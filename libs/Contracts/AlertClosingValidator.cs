using FluentValidation;

namespace Platform.Contracts;

/// <summary>Checks an <see cref="AlertClosing"/>.</summary>
public sealed class AlertClosingValidator : AbstractValidator<AlertClosing>
{
    private const int MostCharacters = 1_000;

    /// <summary>Makes the rules.</summary>
    public AlertClosingValidator()
    {
        RuleFor(closing => closing.Verdict).IsInEnum().WithMessage("legitimate, fraud or inconclusive");
        RuleFor(closing => closing.Note)
            .Must(note => note is null || note.Length <= MostCharacters && note.All(letter => letter is '\n' || !char.IsControl(letter)))
            .WithMessage($"At most {MostCharacters} characters, no control characters but line breaks");
    }
}
