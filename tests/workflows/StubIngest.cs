using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Platform.Contracts;

namespace Platform.Workflows.Tests;

/// <summary>An ingest that knows the ids it took, and says "later" when the test wants it.</summary>
internal sealed class StubIngest : IAsyncDisposable
{
    private StubHost? host;

    /// <summary>What was taken, by id.</summary>
    public ConcurrentDictionary<string, Transaction> Taken { get; } = [];

    /// <summary>The tenants that the calls were for.</summary>
    public ConcurrentQueue<string> Tenants { get; } = [];

    /// <summary>Answers to give before any is taken.</summary>
    public ConcurrentQueue<Func<HttpContext, Task>> Refusals { get; } = [];

    /// <summary>Refuses an event with a message; null takes it.</summary>
    public Func<Transaction, string?> Judge { get; set; } = _ => null;

    /// <summary>Whether the tenant that sends an event of this id has used its quota up.</summary>
    public Func<string, bool> Limit { get; set; } = _ => false;

    /// <summary>Done before each call is answered.</summary>
    public Func<Task> Before { get; set; } = () => Task.CompletedTask;

    public int Port => host?.Port ?? throw new InvalidOperationException("It is not started.");

    public static async Task<StubIngest> StartAsync()
    {
        var stub = new StubIngest();
        stub.host = await StubHost.StartAsync(
            app =>
            {
                app.MapPost("/internal/for/{tenant}/transactions", stub.TakeAsync);
            });
        return stub;
    }

    public ValueTask DisposeAsync() => host?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task TakeAsync(HttpContext context)
    {
        await Before();
        Tenants.Enqueue((string)context.Request.RouteValues["tenant"]!);
        using var reader = new StreamReader(context.Request.Body);
        var lines = (await reader.ReadToEndAsync(context.RequestAborted)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (Refusals.TryDequeue(out var refuse))
        {
            await refuse(context);
            return;
        }

        if (lines.Any(line => Limit(JsonSerializer.Deserialize(line, ContractsJson.Default.Transaction)!.Id)))
        {
            await TypedResults.Problem("The month's events are used up.", statusCode: 402).ExecuteAsync(context);
            return;
        }

        var (accepted, duplicates, rejected) = (0, 0, new List<RejectedEvent>());
        foreach (var (index, line) in lines.Index())
        {
            var e = JsonSerializer.Deserialize(line, ContractsJson.Default.Transaction)!;
            if (Judge(e) is { } objection) rejected.Add(new(index, [new("amount", objection)]));
            else if (Taken.TryAdd(e.Id, e)) accepted++;
            else duplicates++;
        }

        context.Response.StatusCode = rejected.Count == lines.Length ? 400 : 202;
        await context.Response.WriteAsJsonAsync(
            new IngestResult(accepted, duplicates, rejected), ContractsJson.Default.IngestResult, null, context.RequestAborted);
    }
}
