using System.ComponentModel.DataAnnotations;

namespace Platform.Tenants.Billing;

/// <summary>Section <c>Billing</c>. The host does not start with a value out of range, or with a wrong price book.</summary>
internal sealed class BillingOptions
{
    /// <summary>The price book; a relative path begins at the service's folder, else at its program.</summary>
    [Required]
    public string PriceBook { get; init; } = "prices/prices.yaml";

    /// <summary>Days for which a counted record is remembered; a redelivery later than that would count again.</summary>
    [Range(1, 365)]
    public int RememberDays { get; init; } = 14;

    /// <summary>Usage records in one delivery.</summary>
    [Range(1, 5_000)]
    public int BatchSize { get; init; } = 500;

    /// <summary>Milliseconds the sidecar waits to fill a delivery.</summary>
    [Range(1, 10_000)]
    public int BatchWaitMs { get; init; } = 200;

    /// <summary>The output binding that mails budget alerts, of type <c>bindings.smtp</c>; empty for no mail.</summary>
    [RegularExpression("^([a-z][a-z0-9.-]{0,62})?$")]
    public string MailBinding { get; init; } = "";
}
