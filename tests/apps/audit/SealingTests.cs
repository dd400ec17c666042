using System.Net;
using System.Net.Http.Json;
using Npgsql;
using Platform.AuditLog;
using Platform.Contracts;
using Platform.Local;
using Platform.Local.Postgres;

namespace Platform.Audit.Tests;

/// <summary>Contents whose time of keeping is over go, and all that is left still proves itself.</summary>
public sealed class SealingTests : IAsyncLifetime
{
    private const string Tenant = "demo";
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;
    // The database counts by its own clock that nothing young is sealed: the test's lies long before it.
    private static readonly DateTimeOffset Start = new(2024, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly ManualTime time = new(Start);
    private Service<AuditOptions> service = null!;
    private string postgres = "";

    public async ValueTask InitializeAsync()
    {
        postgres = await (await EmbeddedPostgres.SharedForTestsAsync()).NewDatabaseAsync();
        service = await AuditFixture.StartAsync(postgres, time, settings: new() { ["Audit:RetentionDays"] = "40" });
    }

    public ValueTask DisposeAsync() => service.DisposeAsync();

    [Theory]
    [InlineData(10, 25)]
    [InlineData(700, 300)]
    public async Task Old_prefix_is_sealed_up_to_a_checkpoint_and_the_rest_verifies_and_is_proven(int old, int young)
    {
        await FillAsync(old, young);
        await SealedAsync(old);

        var report = await AuditFixture.VerifyAsync(service, Tenant);
        Assert.Null(report.Finding);
        Assert.Equal((old, young), (report.Sealed, report.Entries));
        foreach (var i in (int[])[old + 1, old + 2, old + young / 2, old + young]) await ProvesAsync(i);
    }

    [Fact]
    public async Task Sealed_entry_is_not_found_and_the_answer_says_why()
    {
        await FillAsync(10, 5);
        await SealedAsync(10);
        using var client = service.Client(tenant: Tenant);

        foreach (var path in (string[])["/audit/e-3", "/audit/e-3/proof"])
        {
            using var answer = await client.GetAsync(path, None);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Contains("first 10 entries are sealed", await answer.Content.ReadAsStringAsync(None), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Log_grows_on_and_is_sealed_again()
    {
        await FillAsync(10, 10);
        await SealedAsync(10);
        time.Advance(TimeSpan.FromDays(50));
        await PublishAsync(Many(5, from: 21), 25);
        await SealedAsync(20);

        var report = await AuditFixture.VerifyAsync(service, Tenant);
        Assert.Null(report.Finding);
        Assert.Equal((20L, 5L), (report.Sealed, report.Entries));
    }

    [Theory]
    [InlineData("UPDATE audit_sealed SET roots = set_byte(roots, 3, get_byte(roots, 3) # 1)")]
    [InlineData("UPDATE audit_sealed SET chain = set_byte(chain, 3, get_byte(chain, 3) # 1)")]
    [InlineData("UPDATE audit_sealed SET size = size - 4")]
    [InlineData("DELETE FROM audit_sealed")]
    public async Task What_is_altered_in_the_sealed_part_is_found(string sql)
    {
        await FillAsync(10, 5);
        await SealedAsync(10);
        await RunAsync(sql, asTenant: false);

        Assert.NotNull((await AuditFixture.VerifyAsync(service, Tenant)).Finding);
    }

    [Fact]
    public async Task What_is_not_as_it_was_signed_is_not_sealed_away()
    {
        await PublishAsync(Many(10), 10);
        await RunAsync("UPDATE audit_entries SET leaf = set_byte(leaf, 3, get_byte(leaf, 3) # 1) WHERE sequence = 4", asTenant: false);
        await AuditFixture.PublishAsync(service, "other", Many(10));
        await AuditFixture.EntriesAsync(service, "other", 10);
        time.Advance(TimeSpan.FromDays(45));
        // Tenants are gone through by name: when the other one is done, so is this one.
        await SealedAsync(10, "other");

        Assert.Equal(0L, await RunAsync("SELECT count(*) FROM audit_sealed", asTenant: false));
        Assert.Equal(10L, await RunAsync("SELECT count(*) FROM audit_entries", asTenant: false));
    }

    [Theory]
    [InlineData("SELECT audit_seal(9, '\\x00', '')", PostgresErrorCodes.CheckViolation)]
    [InlineData("SELECT audit_seal(10, '\\x00', '')", PostgresErrorCodes.CheckViolation)]
    [InlineData("SELECT audit_seal(20, (SELECT chain FROM audit_entries WHERE sequence = 20), '')", PostgresErrorCodes.CheckViolation)]
    [InlineData("UPDATE audit_sealed SET size = 1", PostgresErrorCodes.InsufficientPrivilege)]
    [InlineData("INSERT INTO audit_sealed VALUES (true, 1, '', '')", PostgresErrorCodes.InsufficientPrivilege)]
    [InlineData("DELETE FROM audit_entries WHERE sequence < 5", PostgresErrorCodes.InsufficientPrivilege)]
    public async Task Tenants_role_seals_nothing_but_a_signed_prefix_older_than_thirty_days(string sql, string state)
    {
        var now = TimeProvider.System.GetUtcNow();
        await PublishAsync([.. Many(10), .. Many(10, from: 11).Select(e => e with { Time = now })], 20);

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => RunAsync(sql, asTenant: true));

        Assert.Equal(state, refusal.SqlState);
    }

    private async Task FillAsync(int old, int young)
    {
        await PublishAsync(Many(old), old);
        time.Advance(TimeSpan.FromDays(45));
        await PublishAsync(Many(young, from: old + 1), old + young);
    }

    private async Task PublishAsync(AuditEvent[] events, long size)
    {
        await AuditFixture.PublishAsync(service, Tenant, events);
        await AuditFixture.EntriesAsync(service, Tenant, 1);
        await Eventually.HoldsAsync(async () =>
            await RunAsync("SELECT max(size) FROM audit_head", asTenant: false) is long now && now == size);
    }

    private AuditEvent[] Many(int count, int from = 1) =>
        [.. Events.Many(count, from).Select(e => e with { Time = time.GetUtcNow() })];

    private Task SealedAsync(long size, string tenant = Tenant) => Eventually.HoldsAsync(
        async () => await RunAsync("SELECT max(size) FROM audit_sealed", asTenant: false, tenant) is long now && now == size,
        $"{size} entries are sealed",
        () => time.Advance(TimeSpan.FromMinutes(1)));

    private async Task ProvesAsync(int i)
    {
        using var client = service.Client(tenant: Tenant);
        var proof = await client.GetFromJsonAsync($"/audit/e-{i}/proof", ContractsJson.Default.AuditProof, None);
        Assert.True(Digest.TryParse(proof!.Leaf, out var leaf) && Digest.TryParse(proof.Checkpoint.Root, out var root)
            && TreeProof.IsIncluded((proof.Sequence - 1, proof.Checkpoint.Size), leaf, [.. proof.Path.Select(Parse)], root));
    }

    private static Digest Parse(string hex) => Digest.TryParse(hex, out var digest) ? digest : throw new FormatException(hex);

    private async Task<object?> RunAsync(string sql, bool asTenant, string tenant = Tenant)
    {
        await using var connection = new NpgsqlConnection(Postgres.ConnectionText.Parse(postgres).ConnectionString);
        await connection.OpenAsync(None);
        var role = asTenant ? $"SET ROLE \"t:{tenant}\";" : "";
        await using var command = new NpgsqlCommand($"{role} SET search_path TO \"t:{tenant}\"; {sql}", connection);
        return await command.ExecuteScalarAsync(None);
    }
}
