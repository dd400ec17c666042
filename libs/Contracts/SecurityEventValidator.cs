using FluentValidation;
using FluentValidation.Results;

namespace Platform.Contracts;

/// <summary>Checks a <see cref="SecurityEvent"/> against the ranges its documentation gives.</summary>
public sealed class SecurityEventValidator : AbstractValidator<SecurityEvent>
{
    /// <summary>Makes the rules; they are kept, so one instance serves all.</summary>
    public SecurityEventValidator()
    {
        RuleFor(e => e.Id).Must(TransactionFields.IsName).WithMessage(TransactionFields.NameText);
        RuleFor(e => e.Time).Must(TransactionFields.IsTime).WithMessage(TransactionFields.TimeText);
        RuleFor(e => e.Kind).Must(SecurityEventFields.IsKind).WithMessage(SecurityEventFields.KindText);
        RuleFor(e => e.Source).Must(SecurityEventFields.IsSource).WithMessage(TransactionFields.NameText);
        RuleFor(e => e.User).Must(SecurityEventFields.IsEntity).WithMessage(SecurityEventFields.EntityText);
        RuleFor(e => e.Host).Must(SecurityEventFields.IsEntity).WithMessage(SecurityEventFields.EntityText);
        RuleFor(e => e.Ip).Must(SecurityEventFields.IsIp).WithMessage(SecurityEventFields.IpText);
        RuleFor(e => e.ServiceAccount).Must(SecurityEventFields.IsEntity).WithMessage(SecurityEventFields.EntityText);
        RuleFor(e => e.Fields).Custom((fields, context) =>
        {
            if (SecurityEventFields.ObjectionTo(fields) is { } objection) context.AddFailure(objection);
        });
    }

    /// <inheritdoc/>
    /// <remarks>Nearly all are valid, and for those the rules need not run.</remarks>
    public override ValidationResult Validate(ValidationContext<SecurityEvent> context) =>
        IsValid(context.InstanceToValidate) ? new() : base.Validate(context);

    private static bool IsValid(SecurityEvent e) =>
        TransactionFields.IsName(e.Id) && TransactionFields.IsTime(e.Time) && SecurityEventFields.IsKind(e.Kind)
        && SecurityEventFields.IsSource(e.Source) && SecurityEventFields.IsEntity(e.User) && SecurityEventFields.IsEntity(e.Host)
        && SecurityEventFields.IsIp(e.Ip) && SecurityEventFields.IsEntity(e.ServiceAccount)
        && SecurityEventFields.ObjectionTo(e.Fields) is null;
}

/// <summary>Checks a <see cref="SecurityEventBatch"/>: how many events, and each of them.</summary>
public sealed class SecurityEventBatchValidator : AbstractValidator<SecurityEventBatch>
{
    /// <summary>Makes the rules; they are kept, so one instance serves all.</summary>
    public SecurityEventBatchValidator()
    {
        RuleFor(batch => batch.Events).Must(SecurityEventFields.AreMany).WithMessage(SecurityEventFields.EventsText);
        // The events themselves are looked at only when there are not too many of them.
        RuleForEach(batch => batch.Events).NotNull().WithMessage("This must not be null").SetValidator(new SecurityEventValidator())
            .When(batch => SecurityEventFields.AreMany(batch.Events));
    }
}
