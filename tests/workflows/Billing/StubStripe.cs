using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Platform.Workflows.Tests;

/// <summary>
/// Stripe as far as we use it: forms, idempotency keys that give the first answer again and refuse another form, identifiers that are
/// taken once. It is busy (429) or fails (500) at times, and sometimes only after the work is done.
/// </summary>
internal sealed class StubStripe : IAsyncDisposable
{
    private StubHost? host;
    private readonly ConcurrentDictionary<string, (string Form, string Answer)> answered = new();
    private int calls;

    /// <summary>What was made, by path: the forms as sent.</summary>
    public ConcurrentQueue<(string Path, IReadOnlyDictionary<string, string> Form)> Made { get; } = [];

    public ConcurrentQueue<string> Authorizations { get; } = [];

    /// <summary>Answers of failure that were given.</summary>
    public ConcurrentQueue<int> Failures { get; } = [];

    /// <summary>What becomes of a call by its number: 429 before the work, 500 before it, -500 after it; else it works.</summary>
    public Func<int, int> Mood { get; set; } = _ => 200;

    public int Port => host?.Port ?? throw new InvalidOperationException("It is not started.");

    public static async Task<StubStripe> StartAsync()
    {
        var stub = new StubStripe();
        stub.host = await StubHost.StartAsync(
            app =>
            {
                app.MapPost("/v1/{**path}", stub.TakeAsync);
            });
        return stub;
    }

    public ValueTask DisposeAsync() => host?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<ContentHttpResult> TakeAsync(HttpContext context, string path)
    {
        Authorizations.Enqueue(context.Request.Headers.Authorization.ToString());
        var sent = await context.Request.ReadFormAsync(context.RequestAborted);
        var form = sent.ToDictionary(each => each.Key, each => each.Value.ToString());
        var mood = Mood(Interlocked.Increment(ref calls));
        if (mood is 429 or 500) return Failed(mood);

        var answer = Answer(context.Request.Headers["Idempotency-Key"].ToString(), path, form);
        return mood is -500 ? Failed(500) : answer;
    }

    private ContentHttpResult Failed(int status)
    {
        Failures.Enqueue(status);
        return TypedResults.Text("""{"error":{"type":"api_error","message":"later"}}""", "application/json", statusCode: status);
    }

    private ContentHttpResult Answer(string key, string path, Dictionary<string, string> form)
    {
        if (key.Length == 0) return Refused("An idempotency key is expected.");
        var text = string.Join('&', form.Select(each => $"{each.Key}={each.Value}"));
        // A meter event is known by its identifier alone, as when its key was forgotten.
        if (path is "billing/meter_events")
        {
            var identifier = form["identifier"];
            if (!answered.TryAdd(identifier, (text, ""))) return Refused($"An event already exists with identifier {identifier}.");
            Made.Enqueue((path, form));
            return TypedResults.Text("{}", "application/json");
        }

        var isNew = answered.TryAdd(key, (text, $$"""{"id":"in_{{key}}"}"""));
        if (isNew) Made.Enqueue((path, form));
        var (before, answer) = answered[key];
        return before == text ? TypedResults.Text(answer, "application/json") : Refused("The key was used with another form.");
    }

    private static ContentHttpResult Refused(string message) => TypedResults.Text(
        $$"""{"error":{"type":"invalid_request_error","message":"{{message}}"} }""", "application/json", statusCode: 400);
}
