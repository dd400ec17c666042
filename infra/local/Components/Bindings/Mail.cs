using System.Globalization;
using System.Net.Mail;
using System.Text;

namespace Platform.Local.Components;

/// <summary>A mail and its text on the wire (RFC 5322, body and non-ASCII subject in base64).</summary>
internal sealed record Mail(
    MailAddress From,
    IReadOnlyList<MailAddress> To,
    IReadOnlyList<MailAddress> Cc,
    IReadOnlyList<MailAddress> Bcc,
    string Subject,
    string Html)
{
    public required string Priority { get; init; }

    public required DateTimeOffset Date { get; init; }

    public IEnumerable<MailAddress> Recipients => To.Concat(Cc).Concat(Bcc);

    /// <summary>Everything between DATA and the closing dot. Base64 lines never begin with a dot, so nothing needs stuffing.</summary>
    public string Text()
    {
        var text = new StringBuilder();
        Header(text, "Date", Date.ToString("ddd, dd MMM yyyy HH:mm:ss +0000", CultureInfo.InvariantCulture));
        Header(text, "Message-ID", $"<{Guid.NewGuid():N}@{From.Host}>");
        Header(text, "From", From.Address);
        if (To.Count > 0) Header(text, "To", string.Join(", ", To.Select(address => address.Address)));
        if (Cc.Count > 0) Header(text, "Cc", string.Join(", ", Cc.Select(address => address.Address)));
        Header(text, "Subject", $"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(Subject))}?=");
        Header(text, "X-Priority", Priority);
        Header(text, "MIME-Version", "1.0");
        Header(text, "Content-Type", "text/html; charset=utf-8");
        Header(text, "Content-Transfer-Encoding", "base64");
        text.Append("\r\n").Append(Convert.ToBase64String(Encoding.UTF8.GetBytes(Html), Base64FormattingOptions.InsertLineBreaks));
        return text.Append("\r\n").ToString();
    }

    private static void Header(StringBuilder text, string name, string value) =>
        text.Append(name).Append(": ").Append(value).Append("\r\n");
}
