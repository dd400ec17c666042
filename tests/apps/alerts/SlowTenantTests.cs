using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Platform.Postgres;

namespace Platform.Alerts.Tests;

public sealed class SlowTenantTests(AlertsFixture fixture)
{
    private const int MoreThanTheShare = 25;
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tenant_whose_queries_hang_gets_429_and_leaves_the_others_alone()
    {
        var (stuck, other) = (fixture.NewTenant(), fixture.NewTenant());
        using var caller = fixture.Service.Client(tenant: stuck);
        using var neighbour = fixture.Service.Client(tenant: other);
        Assert.Equal(HttpStatusCode.OK, (await caller.GetAsync("/alerts", None)).StatusCode);
        await using var connection = new NpgsqlConnection(Database());
        await connection.OpenAsync(None);
        await using var transaction = await connection.BeginTransactionAsync(None);
        await using var takeAll = new NpgsqlCommand($"LOCK TABLE \"t:{stuck}\".alerts IN ACCESS EXCLUSIVE MODE", connection, transaction);
        await takeAll.ExecuteNonQueryAsync(None);

        var calls = Enumerable.Range(0, MoreThanTheShare).Select(_ => caller.GetAsync("/alerts", None)).ToList();
        var refused = await await Task.WhenAny(calls);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, (await neighbour.GetAsync("/alerts", None)).StatusCode);
        await transaction.RollbackAsync(None);
        var answers = await Task.WhenAll(calls);
        // Those that had a connection, and those that were still waiting for one when the lock went.
        Assert.InRange(answers.Count(answer => answer.StatusCode is HttpStatusCode.OK), 10, MoreThanTheShare - 1);
    }

    private string Database() => ConnectionText.Parse(
        fixture.Service.Services.GetRequiredService<IConfiguration>()["PLATFORM_POSTGRES"] ?? "").ConnectionString;
}
