using System.Buffers;
using System.Text.RegularExpressions;
using FluentValidation;

namespace Platform.Contracts;

/// <summary>Checks a <see cref="NewTenant"/> against the ranges its documentation gives.</summary>
public sealed class NewTenantValidator : AbstractValidator<NewTenant>
{
    /// <summary>Makes the rules.</summary>
    public NewTenantValidator()
    {
        RuleFor(tenant => tenant.Id).Must(TenantRules.IsSlug).WithMessage(TenantRules.Slug);
        RuleFor(tenant => tenant.Id).Must(id => !TenantRules.IsReserved(id)).WithMessage("The id is the platform's own");
        RuleFor(tenant => tenant.Name).Must(TenantRules.IsName).WithMessage(TenantRules.Name);
        RuleFor(tenant => tenant.Contact).Must(TenantRules.IsMail).WithMessage(TenantRules.Mail);
        RuleFor(tenant => tenant.Plan).Must(TenantRules.IsWordOrNull).WithMessage(TenantRules.Word);
        RuleFor(tenant => tenant.Region).Must(TenantRules.IsWordOrNull).WithMessage(TenantRules.Word);
        RuleFor(tenant => tenant.StateStore).Must(TenantRules.IsWordOrNull).WithMessage(TenantRules.Word);
        RuleFor(tenant => tenant.Quotas ?? new()).SetValidator(new QuotasValidator()).OverridePropertyName("quotas");
    }
}

/// <summary>Checks a <see cref="TenantUpdate"/> against the ranges its documentation gives.</summary>
public sealed class TenantUpdateValidator : AbstractValidator<TenantUpdate>
{
    private const int MostFeatures = 100;
    private const int MostDays = 3_650;

    /// <summary>Makes the rules.</summary>
    public TenantUpdateValidator()
    {
        RuleFor(update => update.Name).Must(name => name is null || TenantRules.IsName(name)).WithMessage(TenantRules.Name);
        RuleFor(update => update.Contact).Must(mail => mail is null || TenantRules.IsMail(mail)).WithMessage(TenantRules.Mail);
        RuleFor(update => update.Plan).Must(TenantRules.IsWordOrNull).WithMessage(TenantRules.Word);
        RuleFor(update => update.Region).Must(TenantRules.IsWordOrNull).WithMessage(TenantRules.Word);
        RuleFor(update => update.StateStore).Must(TenantRules.IsWordOrNull).WithMessage(TenantRules.Word);
        RuleFor(update => update.Quotas ?? new()).SetValidator(new QuotasValidator()).OverridePropertyName("quotas");
        RuleFor(update => update.BillingCustomer).Matches("^[A-Za-z0-9_]{1,64}\\z").WithMessage("1 to 64 letters, digits and _");
        RuleFor(update => update.RetentionDays).InclusiveBetween(1, MostDays);
        RuleFor(update => update.Features)
            .Must(features => features is null || (features.Count <= MostFeatures && features.Keys.All(TenantRules.IsWordOrNull)))
            .WithMessage("At most 100 switches, each named with 1 to 40 of a-z, 0-9 and -");
    }
}

/// <summary>Checks a <see cref="RoleDefinition"/>; which scopes there are is the service's business.</summary>
public sealed class RoleDefinitionValidator : AbstractValidator<RoleDefinition>
{
    /// <summary>Makes the rules.</summary>
    public RoleDefinitionValidator() =>
        RuleFor(role => role.Scopes).Must(scopes => scopes is { Count: >= 1 and <= TenantRules.MostScopes }).WithMessage("1 to 50 scopes");
}

/// <summary>Checks a <see cref="NewApiKey"/>; which scopes there are is the service's business.</summary>
public sealed class NewApiKeyValidator : AbstractValidator<NewApiKey>
{
    /// <summary>Makes the rules.</summary>
    public NewApiKeyValidator()
    {
        RuleFor(key => key.Name).Must(TenantRules.IsName).WithMessage(TenantRules.Name);
        RuleFor(key => key.Scopes).Must(scopes => scopes is { Count: >= 1 and <= TenantRules.MostScopes }).WithMessage("1 to 50 scopes");
    }
}

internal sealed class QuotasValidator : AbstractValidator<TenantQuotas>
{
    private const int Most = 1_000_000;
    private const long MostUnits = 1_000_000_000_000_000;

    public QuotasValidator()
    {
        RuleFor(quotas => quotas.EventsPerMonth).InclusiveBetween(1, MostUnits);
        RuleFor(quotas => quotas.ScoresPerMonth).InclusiveBetween(1, MostUnits);
        RuleFor(quotas => quotas.StorageBytes).InclusiveBetween(1, MostUnits);
        RuleFor(quotas => quotas.RequestsPerSecond).InclusiveBetween(1, Most);
        RuleFor(quotas => quotas.Burst).InclusiveBetween(1, Most);
    }
}

/// <summary>The forms that several records share.</summary>
public static partial class TenantRules
{
    internal const int MostScopes = 50;
    internal const string Slug = "3 to 40 of a-z, 0-9 and single hyphens; it begins with a letter and ends with none of the hyphens";
    internal const string Name = "1 to 100 characters, no control characters";
    internal const string Mail = "A mail address";
    internal const string Word = "1 to 40 of a-z, 0-9 and -";
    private const int MostName = 100;
    private const int MostMail = 254;

    private static readonly SearchValues<char> wordCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>Whether a text can be the id of a new tenant, or the name of a role of its own.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>True when it has the form.</returns>
    public static bool IsSlug(string? text) => text is { Length: >= 3 and <= TenantId.MaxLength } && SlugForm().IsMatch(text);

    /// <summary>Whether an id is kept for the platform itself.</summary>
    /// <param name="id">Any text.</param>
    /// <returns>True when nobody may have it.</returns>
    public static bool IsReserved(string? id) => id is "platform" or "public" or "postgres" or "pg-catalog";

    internal static bool IsName(string? text) =>
        text is { Length: >= 1 and <= MostName } && text.Trim() == text && !text.Any(char.IsControl);

    internal static bool IsMail(string? text) => text is { Length: <= MostMail } && MailForm().IsMatch(text);

    internal static bool IsWordOrNull(string? text) =>
        text is null || (text.Length is >= 1 and <= TenantId.MaxLength && !text.AsSpan().ContainsAnyExcept(wordCharacters));

    [GeneratedRegex(@"^[a-z][a-z0-9]*(-[a-z0-9]+)*\z", RegexOptions.NonBacktracking)]
    private static partial Regex SlugForm();

    [GeneratedRegex(@"^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+\z", RegexOptions.NonBacktracking)]
    private static partial Regex MailForm();
}
