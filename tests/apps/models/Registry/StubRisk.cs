using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Contracts;

namespace Platform.Models.Tests.Registry;

/// <summary>A scoring service that takes what it is given, refuses what the test wants, and may be away.</summary>
internal sealed class StubRisk : IAsyncDisposable
{
    private readonly WebApplication app;

    private StubRisk(WebApplication app) => this.app = app;

    /// <summary>Files by tenant and version.</summary>
    public ConcurrentDictionary<string, byte[]> Kept { get; } = [];

    /// <summary>Choices by tenant, in their order.</summary>
    public ConcurrentDictionary<string, ConcurrentQueue<ModelActivation>> Chosen { get; } = [];

    /// <summary>Tenants whose calls fail as if the service were away.</summary>
    public ConcurrentDictionary<string, bool> Away { get; } = [];

    /// <summary>Tenants whose models are refused.</summary>
    public ConcurrentDictionary<string, bool> Refusing { get; } = [];

    public int Port => new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    public static async Task<StubRisk> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add($"http://{IPAddress.Loopback}:0");
        var stub = new StubRisk(app);
        app.MapPut("/internal/for/{tenant}/ml/models/{version}", stub.KeepAsync);
        app.MapPost("/internal/for/{tenant}/ml/models/activate", stub.ChooseAsync);
        await app.StartAsync();
        return stub;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

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
