using System.Globalization;
using Platform.Contracts;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Fonts.Standard14Fonts;
using UglyToad.PdfPig.Writer;

namespace Platform.Tenants.Billing;

/// <summary>Prints an invoice as one page of PDF. Every text in it is ASCII, which the standard fonts have.</summary>
internal static class InvoicePrint
{
    private const double Top = 780;
    private const double LineHeight = 18;
    private static readonly double[] columns = [60, 200, 310, 430];

    public static byte[] Pdf(Invoice invoice)
    {
        using var document = new PdfDocumentBuilder();
        document.DocumentInformation.Title = invoice.Id;
        var font = document.AddStandard14Font(Standard14Font.Helvetica);
        var bold = document.AddStandard14Font(Standard14Font.HelveticaBold);
        var page = document.AddPage(PageSize.A4);
        page.AddText("Invoice", 20, new PdfPoint(columns[0], Top), bold);
        var y = Top;
        foreach (var row in Rows(invoice))
        {
            y -= LineHeight;
            for (var i = 0; i < row.Length; i++)
            {
                if (row[i].Length > 0) page.AddText(row[i], 10, new PdfPoint(columns[i], y), row[0] is "Total" ? bold : font);
            }
        }

        return document.Build();
    }

    private static IEnumerable<string[]> Rows(Invoice invoice)
    {
        yield return [];
        yield return ["Number", invoice.Id];
        yield return ["Tenant", invoice.Tenant.ToString()];
        yield return ["Month (UTC)", invoice.Month];
        yield return ["Plan", invoice.Plan];
        yield return ["Price book", invoice.PriceBook];
        yield return ["Closed", invoice.ClosedAt?.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture) ?? ""];
        yield return [];
        yield return ["", "Units", "Included", $"Amount ({invoice.Currency})"];
        yield return ["Monthly fee", "", "", Text(invoice.Cost.Fee)];
        foreach (var line in invoice.Cost.Lines)
            yield return [UsageMeters.NameOf(line.Meter), Text(line.Quantity), Text(line.Included), Text(line.Amount)];
        yield return ["Total", "", "", Text(invoice.Cost.Total)];
    }

    private static string Text(decimal number) => number.ToString(CultureInfo.InvariantCulture);
}
