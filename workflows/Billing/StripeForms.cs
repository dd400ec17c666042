using System.Globalization;
using Platform.Contracts;

namespace Platform.Workflows.Billing;

/// <summary>A call of Stripe's API.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Key">The idempotency key: the same call has the same, whoever makes it again.</param>
/// <param name="Fields">The form.</param>
internal sealed record StripeCall(string Path, string Key, IReadOnlyList<KeyValuePair<string, string>> Fields);

/// <summary>Says an invoice in Stripe's words. Pure: the same invoice gives the same calls.</summary>
internal static class StripeForms
{
    // How Stripe counts amounts of these; all others have two decimals.
    private static readonly HashSet<string> withoutDecimals =
        ["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"];

    private static readonly HashSet<string> withThreeDecimals = ["BHD", "JOD", "KWD", "OMR", "TND"];

    /// <summary>One meter event for each meter that was used, at the last second of the month.</summary>
    public static IReadOnlyList<StripeCall> MeterEvents(Invoice invoice, string customer)
    {
        var end = DateTimeOffset.ParseExact(
            invoice.Month, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).AddMonths(1).AddSeconds(-1);
        return
        [
            .. invoice.Cost.Lines.Where(line => line.Quantity > 0).Select(line => new StripeCall(
                "v1/billing/meter_events", $"{invoice.Id}-meter-{NameOf(line.Meter)}",
                [
                    new("event_name", NameOf(line.Meter)),
                    new("payload[value]", Text(line.Quantity)),
                    new("payload[stripe_customer_id]", customer),
                    new("identifier", $"{invoice.Id}-{NameOf(line.Meter)}"),
                    new("timestamp", Text(end.ToUnixTimeSeconds())),
                ])),
        ];
    }

    /// <summary>The invoice without its lines, as a draft: whoever keeps the books sends it.</summary>
    public static StripeCall Head(Invoice invoice, string customer) => new("v1/invoices", invoice.Id,
    [
        new("customer", customer),
        new("currency", invoice.Currency.ToLowerInvariant()),
        new("auto_advance", "false"),
        new("pending_invoice_items_behavior", "exclude"),
        new("metadata[invoice]", invoice.Id),
    ]);

    /// <summary>The lines that cost something, for the invoice of an id of Stripe's.</summary>
    public static IReadOnlyList<StripeCall> Lines(Invoice invoice, string customer, string stripeId) =>
    [
        .. invoice.Cost.Lines.Select(line => (Name: NameOf(line.Meter), line.Amount)).Prepend((Name: "fee", Amount: invoice.Cost.Fee))
            .Where(line => line.Amount > 0).Select(line => new StripeCall("v1/invoiceitems", $"{invoice.Id}-line-{line.Name}",
            [
                new("customer", customer),
                new("invoice", stripeId),
                new("currency", invoice.Currency.ToLowerInvariant()),
                new("amount", Text(Minor(line.Amount, invoice.Currency))),
                new("description", $"{invoice.Month}: {line.Name}"),
            ])),
    ];

    /// <summary>An amount in the smallest unit, rounded half to even.</summary>
    public static long Minor(decimal amount, string currency)
    {
        var units = withoutDecimals.Contains(currency) ? 1m : withThreeDecimals.Contains(currency) ? 1_000m : 100m;
        return (long)decimal.Round(amount * units, MidpointRounding.ToEven);
    }

    private static string NameOf(UsageMeter meter) => meter.ToString().ToLowerInvariant();

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
