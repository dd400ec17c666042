using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Hosting;

namespace Platform.Workflows.Imports;

/// <summary>What became of events.</summary>
/// <param name="Result">What ingest said of those that were sent.</param>
/// <param name="Waiting">Why the others were not, since the tenant may send no more for now; null when all were.</param>
internal sealed record SentEvents(IngestResult Result, string? Waiting = null);

/// <summary>Sends events to ingest in the name of a tenant, and waits when ingest says "later".</summary>
internal sealed class SendEvents(DaprClient dapr, IOptions<WorkflowsOptions> options, TimeProvider time)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>Sends events; safe to repeat, since ingest knows the ids.</summary>
    /// <returns>What became of them.</returns>
    /// <exception cref="DaprException">Ingest is away, or still said "later" after all attempts; some events may be accepted.</exception>
    public async Task<SentEvents> HandleAsync(TenantId tenant, IReadOnlyList<Transaction> events, CancellationToken ct)
    {
        var (accepted, duplicates, rejected, waiting) = (0, 0, new List<RejectedEvent>(), (string?)null);
        for (var from = 0; from < events.Count && waiting is null; from += options.Value.SendRows)
        {
            (var part, waiting) = await SendAsync(tenant, events.Skip(from).Take(options.Value.SendRows), ct);
            (accepted, duplicates) = (accepted + part.Accepted, duplicates + part.Duplicates);
            rejected.AddRange(part.Rejected.Select(e => e with { Index = from + e.Index }));
        }

        return new(new(accepted, duplicates, rejected), waiting);
    }

    private async Task<SentEvents> SendAsync(TenantId tenant, IEnumerable<Transaction> events, CancellationToken ct)
    {
        var lines = new Lines();
        foreach (var e in events) lines.Add(e, ContractsJson.Default.Transaction);
        for (var attempt = 1; ; attempt++)
        {
            using var response = await PostAsync(tenant, lines.Utf8, ct);
            if (response.StatusCode is HttpStatusCode.Accepted or HttpStatusCode.BadRequest) return new(await ResultAsync(response, ct));
            if (response.StatusCode is HttpStatusCode.PaymentRequired) return new(new(0, 0, []), await ReasonAsync(response, ct));
            if (!IsLater(response.StatusCode) || attempt >= options.Value.SendAttempts) throw Refused(response);

            await Task.Delay(WaitAfter(attempt, response), time, ct);
        }
    }

    private async Task<HttpResponseMessage> PostAsync(TenantId tenant, ReadOnlyMemory<byte> lines, CancellationToken ct)
    {
        using var request = dapr.CreateTenantRequest(HttpMethod.Post, "ingest", (tenant, "transactions"));
        request.Content = new ReadOnlyMemoryContent(lines) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-ndjson") } };
        return await dapr.InvokeMethodWithResponseAsync(request, ct);
    }

    // When every event was refused ingest answers 400, with the same members.
    private static async Task<IngestResult> ResultAsync(HttpResponseMessage response, CancellationToken ct)
    {
        await using var body = await response.Content.ReadAsStreamAsync(ct);
        return await JsonSerializer.DeserializeAsync(body, ContractsJson.Default.IngestResult, ct)
            ?? throw new DaprException("Ingest answered nothing.");
    }

    private static async Task<string> ReasonAsync(HttpResponseMessage response, CancellationToken ct) =>
        $"{await response.ReadReasonAsync("A quota is used up.", ct)} Resume the import then, or when the limit is raised.";

    private static bool IsLater(HttpStatusCode status) =>
        status is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway
            or HttpStatusCode.GatewayTimeout;

    // What was asked for; else doubling from a fifth of a second.
    private TimeSpan WaitAfter(int attempt, HttpResponseMessage response)
    {
        var asked = response.Headers.RetryAfter is { } after ? after.Delta ?? after.Date - time.GetUtcNow() : null;
        var wait = asked ?? FirstWait * Math.Pow(2, attempt - 1);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestWait ? LongestWait : wait;
    }

    private static DaprException Refused(HttpResponseMessage response) => new($"Ingest answered {(int)response.StatusCode}.")
    {
        StatusCode = response.StatusCode,
        RetryAfter = response.Headers.RetryAfter?.Delta,
    };
}
