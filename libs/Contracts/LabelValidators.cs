using FluentValidation;

namespace Platform.Contracts;

/// <summary>Checks a <see cref="Label"/>.</summary>
public sealed class LabelValidator : AbstractValidator<Label>
{
    // Clocks differ; beyond this a label is of the future.
    private static readonly TimeSpan clockSkew = TimeSpan.FromMinutes(5);
    private static readonly LabelledEntityValidator entities = new();

    /// <summary>Makes the rules.</summary>
    /// <param name="time">The clock.</param>
    public LabelValidator(TimeProvider time)
    {
        RuleFor(label => label.Id).Must(TransactionFields.IsName).WithMessage(TransactionFields.NameText);
        RuleFor(label => label.EventId).Must(id => id is null || TransactionFields.IsName(id)).WithMessage(TransactionFields.NameText);
        RuleFor(label => label.EventId).Must((label, id) => id is null != label.Entity is null)
            .WithMessage("A label is about an event or about an entity: one of the two is expected.");
        RuleFor(label => label.Verdict).IsInEnum().WithMessage("fraud or legitimate");
        RuleFor(label => label.Source).IsInEnum().WithMessage("system, customer, analyst, chargeback or investigation");
        RuleFor(label => label.Confidence).Must(sure => sure is null or > 0 and <= 1).WithMessage("More than 0, at most 1");
        RuleFor(label => label.KnownAt).Must(TransactionFields.IsTime).WithMessage(TransactionFields.TimeText);
        RuleFor(label => label.KnownAt).Must(known => known <= time.GetUtcNow() + clockSkew)
            .WithMessage("What is known was known before now.");
        RuleFor(label => label.Entity).Custom((entity, context) =>
        {
            if (entity is null) return;
            foreach (var failure in entities.Validate(entity).Errors)
                context.AddFailure($"{nameof(Label.Entity)}.{failure.PropertyName}", failure.ErrorMessage);
        });
    }
}

/// <summary>Checks a <see cref="LabelledEntity"/>.</summary>
public sealed class LabelledEntityValidator : AbstractValidator<LabelledEntity>
{
    /// <summary>Makes the rules.</summary>
    public LabelledEntityValidator()
    {
        RuleFor(entity => entity.Kind).IsInEnum().WithMessage("account or counterparty");
        RuleFor(entity => entity.Id).Must(TransactionFields.IsName).WithMessage(TransactionFields.NameText);
        RuleFor(entity => entity.From).Must(TransactionFields.IsTime).WithMessage(TransactionFields.TimeText);
        RuleFor(entity => entity.Until).Must((entity, until) => until is null || until > entity.From)
            .WithMessage("The end is after the beginning.");
    }
}

/// <summary>Checks a <see cref="LabelBatch"/>: how many labels, and each of them.</summary>
public sealed class LabelBatchValidator : AbstractValidator<LabelBatch>
{
    private const int MostLabels = 1_000;

    /// <summary>Makes the rules.</summary>
    /// <param name="time">The clock.</param>
    public LabelBatchValidator(TimeProvider time)
    {
        RuleFor(batch => batch.Labels).Must(AreMany).WithMessage($"1 to {MostLabels} labels");
        RuleFor(batch => batch.Labels).Must(labels => labels.Where(label => label is not null).DistinctBy(label => label.Id).Count()
            == labels.Count(label => label is not null)).When(batch => AreMany(batch.Labels)).WithMessage("An id is there twice.");
        // The labels themselves are looked at only when there are not too many of them.
        RuleForEach(batch => batch.Labels).NotNull().WithMessage("This must not be null").SetValidator(new LabelValidator(time))
            .When(batch => AreMany(batch.Labels));
    }

    private static bool AreMany(IReadOnlyList<Label> labels) => labels.Count is >= 1 and <= MostLabels;
}
