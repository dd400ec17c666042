using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Platform.Contracts;

namespace Platform.Trainer.Tests;

/// <summary>A risk that has a log of events, and features that a test may change.</summary>
internal sealed class StubRisk
{
    private readonly ConcurrentDictionary<string, bool> asked = [];

    /// <summary>Events by tenant, in the order of the log; their numbers have gaps.</summary>
    public ConcurrentDictionary<string, IReadOnlyList<Transaction>> Events { get; } = [];

    /// <summary>Features by tenant, where they are not the shipped ones.</summary>
    public ConcurrentDictionary<string, string> Features { get; } = [];

    /// <summary>Tenants whose calls wait until this has ended.</summary>
    public ConcurrentDictionary<string, TaskCompletionSource> Waiting { get; } = [];

    /// <summary>The pages that were asked for: tenant and where they begin.</summary>
    public ConcurrentQueue<(string Tenant, long After)> Pages { get; } = [];

    /// <summary>Whether a call for a tenant has come.</summary>
    public bool IsAsked(string tenant) => asked.ContainsKey(tenant);

    public void Map(WebApplication app)
    {
        app.MapGet("/internal/for/{tenant}/features", FeaturesAsync);
        app.MapGet("/internal/for/{tenant}/events", EventsAsync);
    }

    private async Task<IResult> FeaturesAsync(string tenant, HttpContext context)
    {
        asked[tenant] = true;
        if (Waiting.TryGetValue(tenant, out var gate)) await gate.Task.WaitAsync(context.RequestAborted);
        return TypedResults.Text(Features.GetValueOrDefault(tenant, Made.Features));
    }

    private async Task EventsAsync(string tenant, long after, int limit, HttpContext context)
    {
        Pages.Enqueue((tenant, after));
        context.Response.ContentType = "application/x-ndjson";
        var numbered = Events.GetValueOrDefault(tenant, []).Select((e, i) => new LoggedEvent(3 * i + 5, e));
        foreach (var logged in numbered.Where(logged => logged.Sequence > after).Take(limit))
        {
            await JsonSerializer.SerializeAsync(
                context.Response.Body, logged, ContractsJson.Default.LoggedEvent, context.RequestAborted);
            await context.Response.WriteAsync("\n", context.RequestAborted);
        }
    }
}
