using Npgsql;
using Platform.Contracts;

namespace Platform.Postgres.Tests;

public sealed class TenantDatabaseTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tenant_reads_what_it_wrote()
    {
        using var test = await TestDatabase.CreateAsync();
        var database = test.As("first");

        await database.RunAsync("demo", "INSERT INTO notes (id, text) VALUES (1, 'mine')");

        Assert.Equal("mine", await database.RunAsync("demo", "SELECT text FROM notes WHERE number = 1"));
    }

    [Fact]
    public async Task Another_tenants_table_of_the_same_name_is_another_table()
    {
        using var test = await TestDatabase.CreateAsync();
        var database = test.As("first");

        await database.RunAsync("a", "INSERT INTO notes (id, text) VALUES (1, 'of a')");

        Assert.Equal(0L, await database.RunAsync("b", "SELECT count(*) FROM notes"));
    }

    [Theory]
    [InlineData("SELECT text FROM \"t:b\".notes")]
    [InlineData("INSERT INTO \"t:b\".notes (id, text) VALUES (2, 'x')")]
    [InlineData("DELETE FROM \"t:b\".notes")]
    [InlineData("CREATE TABLE \"t:b\".mine (id int)")]
    public async Task A_query_cannot_reach_another_tenants_schema_even_by_name(string sql)
    {
        using var test = await TestDatabase.CreateAsync();
        var database = test.As("first");
        await database.RunAsync("b", "INSERT INTO notes (id, text) VALUES (1, 'of b')");

        var refused = await Assert.ThrowsAsync<PostgresException>(() => database.RunAsync("a", sql));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Theory]
    [InlineData("SELECT count(*) FROM schema_versions")]
    [InlineData("SELECT count(*) FROM public.shared")]
    [InlineData("DROP TABLE notes")]
    [InlineData("CREATE TABLE own (id int)")]
    public async Task A_tenants_rights_end_at_the_rows_of_its_tables(string sql)
    {
        using var test = await TestDatabase.CreateAsync();
        await test.AskAsync("CREATE TABLE public.shared (id int)");
        var database = test.As("first");

        var refused = await Assert.ThrowsAsync<PostgresException>(() => database.RunAsync("a", sql));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task A_plan_prepared_on_a_young_table_goes_by_the_index()
    {
        using var test = await TestDatabase.CreateAsync();
        var database = test.As("first");
        await database.RunAsync("demo", "INSERT INTO notes (id, text) SELECT n, 'young' FROM generate_series(1, 5) AS n");
        await test.AskAsync("ANALYZE \"t:demo\".notes");
        await using var connection = await database.OpenAsync(new TenantId("demo"), Ct);
        await RunAsync(connection, "PREPARE find AS SELECT text FROM notes WHERE id = ANY($1)");
        await RunAsync(connection, "SET LOCAL plan_cache_mode = force_generic_plan");
        await using var explain = connection.Command("EXPLAIN EXECUTE find('{1,2}')");

        await using var plan = await explain.ExecuteReaderAsync(Ct);
        var lines = new List<string>();
        while (await plan.ReadAsync(Ct)) lines.Add(plan.GetString(0));

        Assert.DoesNotContain(lines, line => line.Contains("Seq Scan", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_last_statement_that_fails_leaves_nothing()
    {
        using var test = await TestDatabase.CreateAsync();
        var database = test.As("first");
        await using (var connection = await database.OpenAsync(new TenantId("demo"), Ct))
        {
            await RunAsync(connection, "INSERT INTO notes (id, text) VALUES (1, 'first')");
            await Assert.ThrowsAsync<PostgresException>(
                () => connection.CommitAfterAsync(new("INSERT INTO notes (id, text) VALUES (1, 'again')"), Ct));
        }

        Assert.Equal(0L, await database.RunAsync("demo", "SELECT count(*) FROM notes"));
    }

    [Fact]
    public async Task A_last_statement_and_the_commit_go_together()
    {
        using var test = await TestDatabase.CreateAsync();
        var database = test.As("first");
        await using (var connection = await database.OpenAsync(new TenantId("demo"), Ct))
            await connection.CommitAfterAsync(new("INSERT INTO notes (id, text) VALUES (1, 'kept')"), Ct);

        Assert.Equal("kept", await database.RunAsync("demo", "SELECT text FROM notes WHERE id = 1"));
    }

    [Fact]
    public async Task What_is_not_committed_is_not_kept()
    {
        using var test = await TestDatabase.CreateAsync();
        var database = test.As("first");
        await using (var connection = await database.OpenAsync(new TenantId("demo"), Ct))
        await using (var command = connection.Command("INSERT INTO notes (id, text) VALUES (1, 'gone')"))
            await command.ExecuteNonQueryAsync(Ct);

        Assert.Equal(0L, await database.RunAsync("demo", "SELECT count(*) FROM notes"));
    }

    [Fact]
    public async Task A_connection_goes_back_to_the_pool_without_the_tenants_role()
    {
        using var test = await TestDatabase.CreateAsync();
        var database = test.As("first");
        for (var i = 0; i < 30; i++)
        {
            var tenant = i % 2 == 0 ? "even" : "odd";
            Assert.Equal($"t:{tenant}", await database.RunAsync(tenant, "SELECT current_user::text"));
        }
    }

    [Fact]
    public async Task Services_that_start_together_migrate_each_tenant_once()
    {
        using var test = await TestDatabase.CreateAsync();
        var services = Enumerable.Range(0, 8).Select(i => test.As("first")).ToList();

        var counts = await Task.WhenAll(services.Select(service => service.RunAsync("demo", "SELECT count(*) FROM notes")));

        Assert.All(counts, count => Assert.Equal(0L, count));
        Assert.Equal(3L, await test.AskAsync("SELECT count(*) FROM \"t:demo\".schema_versions"));
    }

    [Fact]
    public async Task Databases_of_one_server_that_start_together_share_the_role()
    {
        var tests = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => TestDatabase.CreateAsync()));
        var tenant = $"n{Guid.NewGuid():n}";

        var users = await Task.WhenAll(tests.Select(test => test.As("first").RunAsync(tenant, "SELECT current_user::text")));

        Assert.All(users, user => Assert.Equal($"t:{tenant}", user));
        Array.ForEach(tests, test => test.Dispose());
    }

    [Fact]
    public async Task A_migration_that_was_missing_is_applied_on_top()
    {
        using var test = await TestDatabase.CreateAsync();
        await test.As("first").RunAsync("demo", "SELECT 1");
        await test.AskAsync("ALTER TABLE \"t:demo\".notes DROP COLUMN number; DELETE FROM \"t:demo\".schema_versions WHERE version = 2");

        await test.As("first").RunAsync("demo", "INSERT INTO notes (id, text) VALUES (7, 'x')");

        Assert.Equal(1L, await test.As("first").RunAsync("demo", "SELECT number FROM notes WHERE id = 7"));
    }

    [Fact]
    public async Task Tenants_are_those_that_have_a_schema()
    {
        using var test = await TestDatabase.CreateAsync();
        var database = test.As("first");
        foreach (var tenant in new[] { "b", "a-1", "a" })
            await database.RunAsync(tenant, "SELECT 1");

        Assert.Equal(["a", "a-1", "b"], (await database.TenantsAsync(Ct)).Select(tenant => tenant.ToString()));
    }

    [Fact]
    public async Task A_failed_migration_is_tried_again_by_the_next_caller()
    {
        using var test = await TestDatabase.CreateAsync();
        var database = test.As("first");
        await test.AskAsync("CREATE ROLE \"t:late\"; CREATE SCHEMA \"t:late\"; CREATE TABLE \"t:late\".notes (id int)");
        await Assert.ThrowsAsync<PostgresException>(() => database.RunAsync("late", "SELECT 1"));

        await test.AskAsync("DROP TABLE \"t:late\".notes");

        Assert.Equal(0L, await database.RunAsync("late", "SELECT count(*) FROM notes"));
    }

    private static async Task RunAsync(TenantConnection connection, string sql)
    {
        await using var command = connection.Command(sql);
        await command.ExecuteNonQueryAsync(Ct);
    }
}
