using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts;

namespace Platform.Workflows.Tests;

/// <summary>A registry of some tenants, two to a page, that closes months and is away when the test wants it.</summary>
internal sealed class StubBills : IAsyncDisposable
{
    private const int PageSize = 2;
    private StubHost? host;
    private int refusals;

    /// <summary>The tenants, in the order of the registry.</summary>
    public List<(string Tenant, TenantStatus Status)> Tenants { get; } = [];

    /// <summary>The months that were closed, each time they were.</summary>
    public ConcurrentQueue<string> Closed { get; } = [];

    public int Port => host?.Port ?? throw new InvalidOperationException("It is not started.");

    public static async Task<StubBills> StartAsync()
    {
        var stub = new StubBills();
        stub.host = await StubHost.StartAsync(
            app =>
            {
                app.MapPost("/internal/directory", (DirectoryRequest request) => stub.Page((int)request.After));
                app.MapPost("/internal/bills/{tenant}/{month}/close", stub.Close);
                app.MapGet("/internal/tenants/{id}", (string id) => new Tenant
                {
                    Id = new(id), Status = TenantStatus.Active, Name = id, Contact = "a@b.example", Plan = "standard", Version = 1,
                    CreatedAt = DateTimeOffset.UnixEpoch, UpdatedAt = DateTimeOffset.UnixEpoch,
                    BillingCustomer = id is "alpha" ? "cus_alpha" : null,
                });
            },
            services => services.ConfigureHttpJsonOptions(json =>
                json.SerializerOptions.TypeInfoResolverChain.Insert(0, ContractsJson.Default)));
        return stub;
    }

    /// <summary>Answers the next calls with 503.</summary>
    public void Refuse(int calls) => refusals = calls;

    public ValueTask DisposeAsync() => host?.DisposeAsync() ?? ValueTask.CompletedTask;

    private DirectoryPage Page(int after)
    {
        DirectoryEntry[] entries = [.. Tenants.Skip(after).Take(PageSize).Select(each => EntryOf(each.Tenant, each.Status))];
        return new(after + entries.Length, entries, entries.Length < PageSize);
    }

    private IResult Close(string tenant, string month)
    {
        if (Interlocked.Decrement(ref refusals) >= 0) return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
        if (tenant is "gone") return TypedResults.NotFound();

        Closed.Enqueue($"{tenant} {month}");
        return TypedResults.Ok(new Invoice
        {
            Id = $"invoice-{tenant}-{month}", Tenant = new(tenant), Month = month, Plan = "standard", Currency = "EUR", PriceBook = "0",
            Cost = new(49m, [new(UsageMeter.Events, 1500, 0, 1.25m), new(UsageMeter.Scores, 20, 20, 0m), new(UsageMeter.Requests, 0, 0, 0)],
                50.25m),
        });
    }

    private static DirectoryEntry EntryOf(string tenant, TenantStatus status) => new()
    {
        Tenant = new(tenant),
        Status = status,
        Quotas = new(),
        Roles = new Dictionary<string, IReadOnlyList<string>>(),
        Features = new Dictionary<string, bool>(),
        Keys = [],
    };
}
