using FluentValidation;

namespace Platform.Contracts;

/// <summary>Checks a <see cref="RetrainingRequest"/>.</summary>
public sealed class RetrainingRequestValidator : AbstractValidator<RetrainingRequest>
{
    private const int MostCharacters = 200;

    /// <summary>Makes the rules.</summary>
    public RetrainingRequestValidator()
    {
        RuleFor(request => request.Reason).Must(text => text is null || text.Length <= MostCharacters && !text.Any(char.IsControl))
            .WithMessage($"At most {MostCharacters} characters, none of them a control character");
        RuleFor(request => request.AsOf).Must(time => time is null || TransactionFields.IsTime(time.Value))
            .WithMessage(TransactionFields.TimeText);
        RuleFor(request => request.Challengers).Must(count => count is null or (>= 1 and <= 32)).WithMessage("1 to 32");
        RuleFor(request => request.TrainingDays).Must(days => days is null or (>= 1 and <= 730)).WithMessage("1 to 730");
    }
}
