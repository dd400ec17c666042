using System.Net;

namespace Platform.Local.Delivery;

/// <summary>What the app says about one message.</summary>
internal enum Verdict
{
    Retry,
    Success,
    Drop,
}

/// <summary>What came of one call to the app.</summary>
/// <param name="Verdicts">One per message sent.</param>
/// <param name="Status">The answer's code when the whole call failed; null when the app spoke for each message.</param>
internal sealed record CallResult(Verdict[] Verdicts, HttpStatusCode? Status = null)
{
    public static CallResult All(int count, Verdict verdict, HttpStatusCode? status = null)
    {
        var verdicts = new Verdict[count];
        Array.Fill(verdicts, verdict);
        return new CallResult(verdicts, status);
    }
}

/// <summary>Calls the app with messages: one by one, or several at once.</summary>
internal interface ITopicCall
{
    /// <exception cref="HttpRequestException">The app is away: it refused the connection or broke off.</exception>
    Task<CallResult> SendAsync(string path, IReadOnlyList<DeliveredEvent> events, CancellationToken ct);
}

/// <summary>A message as the app gets it.</summary>
/// <param name="Body">A CloudEvent, or for a raw bulk entry the payload.</param>
/// <param name="Metadata">The message's metadata.</param>
internal readonly record struct DeliveredEvent(ReadOnlyMemory<byte> Body, IReadOnlyDictionary<string, string>? Metadata);
