using FluentValidation;
using FluentValidation.Results;

namespace Platform.Contracts;

/// <summary>Checks an <see cref="AuditEvent"/> against the ranges its documentation gives.</summary>
public sealed class AuditEventValidator : AbstractValidator<AuditEvent>
{
    private const string HashText = "64 lower-case hex digits";

    /// <summary>Makes the rules; they are kept, so one instance serves all.</summary>
    public AuditEventValidator()
    {
        RuleFor(e => e.Id).Must(TransactionFields.IsName).WithMessage(TransactionFields.NameText);
        RuleFor(e => e.Time).Must(TransactionFields.IsTime).WithMessage(TransactionFields.TimeText);
        RuleFor(e => e.Actor).Must(AuditFields.IsActor).WithMessage("1 to 200 printable characters");
        RuleFor(e => e.Action).Must(AuditFields.IsAction).WithMessage("1 to 100 printable characters");
        RuleFor(e => e.ObjectType).Must(AuditFields.IsObjectType).WithMessage("1 to 64 printable characters");
        RuleFor(e => e.ObjectId).Must(AuditFields.IsObjectId).WithMessage("Up to 200 printable characters");
        RuleFor(e => e.Before).Must(AuditFields.IsHash).WithMessage(HashText);
        RuleFor(e => e.After).Must(AuditFields.IsHash).WithMessage(HashText);
        RuleFor(e => e.TraceId).Must(AuditFields.IsTrace).WithMessage("32 lower-case hex digits");
        RuleFor(e => e.Subject).Must((e, _) => AuditFields.IsSubject(e)).WithMessage("1 to 200 printable characters, with personal fields");
        RuleFor(e => e.Personal).Must(AuditFields.ArePersonal).WithMessage("At most 32 fields of at most 4096 characters");
    }

    /// <inheritdoc/>
    /// <remarks>Nearly all are valid, and for those the rules need not run.</remarks>
    public override ValidationResult Validate(ValidationContext<AuditEvent> context) =>
        AuditFields.IsValid(context.InstanceToValidate) ? new() : base.Validate(context);
}
