using Npgsql;

namespace Platform.Audit.Tests;

/// <summary>The database itself keeps the log append-only for the role that the service works as.</summary>
public sealed class AppendOnlyTests(AuditFixture fixture)
{
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("UPDATE audit_entries SET actor = 'nobody'")]
    [InlineData("DELETE FROM audit_entries")]
    [InlineData("TRUNCATE audit_entries")]
    [InlineData("UPDATE audit_nodes SET level = 1")]
    [InlineData("DELETE FROM audit_nodes")]
    [InlineData("UPDATE audit_checkpoints SET body = ''")]
    [InlineData("DELETE FROM audit_checkpoints")]
    [InlineData("UPDATE audit_keys SET pem = ''")]
    [InlineData("DELETE FROM audit_keys")]
    [InlineData("DELETE FROM audit_head")]
    public async Task Tenants_role_may_not_change_what_was_written(string sql)
    {
        var tenant = fixture.NewTenant();
        await AuditFixture.PublishAsync(fixture.Service, tenant, Events.Many(3));
        await AuditFixture.EntriesAsync(fixture.Service, tenant, 3);

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => RunAsync(tenant, sql, asTenant: true));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
    }

    [Fact]
    public async Task What_a_superuser_changes_behind_our_back_is_found_in_the_next_export()
    {
        var tenant = fixture.NewTenant();
        await AuditFixture.PublishAsync(fixture.Service, tenant, Events.Many(12));
        await AuditFixture.EntriesAsync(fixture.Service, tenant, 12);
        await RunAsync(tenant, "UPDATE audit_entries SET content = replace(content, 'ann', 'eve') WHERE sequence = 7", asTenant: false);

        var report = await AuditFixture.VerifyAsync(fixture.Service, tenant);

        Assert.Equal((AuditLog.Damage.Altered, 7L), (report.Finding!.Damage, report.Finding.Sequence));
    }

    private async Task RunAsync(string tenant, string sql, bool asTenant)
    {
        await using var connection = new NpgsqlConnection(Postgres.ConnectionText.Parse(fixture.Postgres).ConnectionString);
        await connection.OpenAsync(None);
        var role = asTenant ? $"SET ROLE \"t:{tenant}\";" : "";
        await using var command = new NpgsqlCommand($"{role} SET search_path TO \"t:{tenant}\"; {sql}", connection);
        await command.ExecuteNonQueryAsync(None);
    }
}
