using FluentValidation;

namespace Platform.Contracts;

/// <summary>Checks an <see cref="ExplanationQuestion"/>; whether the model has the features is the service's to say.</summary>
public sealed class ExplanationQuestionValidator : AbstractValidator<ExplanationQuestion>
{
    /// <summary>Features in one question, at most.</summary>
    public const int MostFeatures = 10_000;

    private const int MostAnswers = 100;

    /// <summary>Makes the rules.</summary>
    public ExplanationQuestionValidator()
    {
        RuleFor(question => question.Method).IsInEnum();
        RuleFor(question => question.Most).Must(most => most is null or (>= 1 and <= MostAnswers)).WithMessage($"1 to {MostAnswers}");
        RuleFor(question => question.DecisionId).Must(id => id is null or { Length: >= 1 and <= 64 }).WithMessage("1-64 characters");
        RuleFor(question => question.DecisionId).Must((question, id) => id is null != question.Features is null)
            .WithMessage("Either decisionId or features is needed, and not both");
        RuleFor(question => question.Features).Must(features => features is null or { Count: >= 1 and <= MostFeatures })
            .WithMessage($"1 to {MostFeatures} features");
        RuleFor(question => question.Features).Must(features => features is null || features.Values.All(IsFloat))
            .WithMessage("Numbers that single precision can hold, or null");
    }

    private static bool IsFloat(double? value) => value is not { } number || float.IsFinite((float)number);
}
