using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Contracts;

namespace Platform.Workflows.Tests;

/// <summary>An ingest that knows the ids it took, and says "later" when the test wants it.</summary>
internal sealed class StubIngest : IAsyncDisposable
{
    private readonly WebApplication app;

    private StubIngest(WebApplication app) => this.app = app;

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

    public int Port => new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    public static async Task<StubIngest> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add($"http://{IPAddress.Loopback}:0");
        var stub = new StubIngest(app);
        app.MapPost("/internal/for/{tenant}/transactions", stub.TakeAsync);
        await app.StartAsync();
        return stub;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

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
