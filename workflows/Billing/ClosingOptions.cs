using System.ComponentModel.DataAnnotations;

namespace Platform.Workflows.Billing;

/// <summary>Section <c>Closing</c>. The host does not start with a value out of range.</summary>
internal sealed class ClosingOptions
{
    /// <summary>
    /// When the month before is closed, as a schedule with six fields, seconds first, in UTC: on the first of the month, some hours after
    /// midnight, so that what was used in the last minutes is in.
    /// </summary>
    [Required]
    public string Schedule { get; init; } = "TZ=UTC 0 0 4 1 * *";

    /// <summary>The HTTPEndpoint of Dapr that leads to Stripe; empty for no export.</summary>
    [RegularExpression("^([a-z][a-z0-9.-]{0,62})?$")]
    public string StripeEndpoint { get; init; } = "";
}
