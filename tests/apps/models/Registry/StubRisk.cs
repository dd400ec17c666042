using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Platform.Contracts;

namespace Platform.Models.Tests.Registry;

/// <summary>A scoring service that takes what it is given, refuses what the test wants, and may be away.</summary>
internal sealed class StubRisk : IAsyncDisposable
{
    private StubHost? host;

    /// <summary>Files by tenant and version.</summary>
    public ConcurrentDictionary<string, byte[]> Kept { get; } = [];

    /// <summary>Choices by tenant, in their order.</summary>
    public ConcurrentDictionary<string, ConcurrentQueue<ModelActivation>> Chosen { get; } = [];

    /// <summary>Tenants whose calls fail as if the service were away.</summary>
    public ConcurrentDictionary<string, bool> Away { get; } = [];

    /// <summary>Tenants whose models are refused.</summary>
    public ConcurrentDictionary<string, bool> Refusing { get; } = [];

    public int Port => host?.Port ?? throw new InvalidOperationException("It is not started.");

    public static async Task<StubRisk> StartAsync()
    {
        var stub = new StubRisk();
        stub.host = await StubHost.StartAsync(
            app =>
            {
                app.MapPut("/internal/for/{tenant}/ml/models/{version}", stub.KeepAsync);
                app.MapPost("/internal/for/{tenant}/ml/models/activate", stub.ChooseAsync);
            });
        return stub;
    }

    public ValueTask DisposeAsync() => host?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>The version that decides for a tenant.</summary>
    public string? InForce(string tenant) => Chosen.TryGetValue(tenant, out var all) ? all.MaxBy(choice => choice.Sequence)?.Version : null;

    private async Task<IResult> KeepAsync(string tenant, string version, HttpContext context)
    {
        if (Away.ContainsKey(tenant)) return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
        if (Refusing.ContainsKey(tenant))
            return TypedResults.Problem("Trained on other features.", statusCode: StatusCodes.Status409Conflict);

        using var file = new MemoryStream();
        await context.Request.Body.CopyToAsync(file, context.RequestAborted);
        Kept[$"{tenant}/{version}"] = file.ToArray();
        return TypedResults.NoContent();
    }

    private async Task<IResult> ChooseAsync(string tenant, HttpContext context)
    {
        if (Away.ContainsKey(tenant)) return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);

        var choice = await context.Request.ReadFromJsonAsync(ContractsJson.Default.ModelActivation, context.RequestAborted);
        Chosen.GetOrAdd(tenant, _ => []).Enqueue(choice!);
        return TypedResults.NoContent();
    }
}
