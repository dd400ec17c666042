using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Platform.Cli.Models;
using Platform.Contracts;

namespace Platform.Cli.Labels;

/// <summary>Labels from a file of events whose mapping says which of them were fraud.</summary>
internal static class LabelFile
{
    private const int IdLength = 32;

    /// <summary>The labels, in the order of the file.</summary>
    /// <param name="events">What <see cref="LabelledFile"/> read.</param>
    /// <param name="source">Who says so.</param>
    /// <param name="delay">How long after an event it was known; at the latest it is now.</param>
    /// <param name="now">Now.</param>
    public static IEnumerable<Label> Of(
        IEnumerable<Scoring.LabelledTransaction> events, LabelSource source, TimeSpan delay, DateTimeOffset now) => events
        .Select(e => new Label
        {
            Id = IdOf(e, source),
            EventId = e.Transaction.Id,
            Verdict = e.IsFraud ? Finding.Fraud : Finding.Legitimate,
            Source = source,
            KnownAt = e.Transaction.Time + delay is var known && known < now ? known : now,
        });

    // Of what is said, so that a file that is sent again labels nothing twice.
    private static string IdOf(Scoring.LabelledTransaction e, LabelSource source)
    {
        var said = string.Create(CultureInfo.InvariantCulture, $"{source}|{e.Transaction.Id}|{e.IsFraud}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(said)))[..IdLength];
    }
}
