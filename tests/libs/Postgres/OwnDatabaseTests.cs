using Npgsql;

namespace Platform.Postgres.Tests;

public sealed class OwnDatabaseTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tenants_rows_are_in_its_own_database_and_nowhere_else()
    {
        using var common = await TestDatabase.CreateAsync();
        using var other = await TestDatabase.CreateAsync();
        var database = common.As("first", new() { Own = new Dictionary<string, string> { ["apart"] = other.Uri } });

        await database.RunAsync("apart", "INSERT INTO notes (id, text) VALUES (1, 'apart')");
        await database.RunAsync("shared", "INSERT INTO notes (id, text) VALUES (1, 'shared')");

        Assert.Equal("apart", await other.AskAsync("SELECT text FROM \"t:apart\".notes"));
        Assert.Equal(0L, await common.AskAsync("SELECT count(*) FROM pg_namespace WHERE nspname = 't:apart'"));
        Assert.Equal(0L, await other.AskAsync("SELECT count(*) FROM pg_namespace WHERE nspname = 't:shared'"));
        Assert.Equal(["apart", "shared"], (await database.TenantsAsync(Ct)).Select(tenant => tenant.ToString()));
        Assert.Equal(2, (await database.SizesAsync(Ct)).Count);
    }

    [Fact]
    public async Task What_a_tenant_left_in_the_common_database_does_not_count_any_more()
    {
        using var common = await TestDatabase.CreateAsync();
        using var other = await TestDatabase.CreateAsync();
        await common.As("first").RunAsync("moved", "INSERT INTO notes (id, text) VALUES (1, 'old')");
        var database = common.As("first", new() { Own = new Dictionary<string, string> { ["moved"] = other.Uri } });

        Assert.Empty(await database.TenantsAsync(Ct));
        Assert.Equal(0L, await database.RunAsync("moved", "SELECT count(*) FROM notes"));
        await database.DropAsync(new("moved"), Ct);

        Assert.Equal(0L, await other.AskAsync("SELECT count(*) FROM pg_namespace WHERE nspname = 't:moved'"));
        Assert.Equal("old", await common.AskAsync("SELECT text FROM \"t:moved\".notes"));
    }

    [Fact]
    public async Task A_database_of_a_tenants_own_that_is_away_is_nothing_to_the_others()
    {
        using var common = await TestDatabase.CreateAsync();
        var database = common.As(
            "first", new() { Own = new Dictionary<string, string> { ["apart"] = "postgresql://nobody@127.0.0.1:1/none" } });

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => database.RunAsync("apart", "SELECT 1"));

        Assert.Equal(1, await database.RunAsync("shared", "SELECT 1"));
        Assert.Equal(["shared"], (await database.TenantsAsync(Ct)).Select(tenant => tenant.ToString()));
    }

    [Fact]
    public async Task A_listener_hears_what_is_said_in_either_database()
    {
        using var common = await TestDatabase.CreateAsync();
        using var other = await TestDatabase.CreateAsync();
        var database = common.As("first", new() { Own = new Dictionary<string, string> { ["apart"] = other.Uri } });
        await using var heard = database.ListenAsync("changes", Ct).GetAsyncEnumerator(Ct);
        for (var listening = 0; listening < 2; listening++)
        {
            Assert.True(await heard.MoveNextAsync());
            Assert.Null(heard.Current);
        }

        foreach (var (source, said) in new[] { (common, "shared"), (other, "apart") })
        {
            await source.AskAsync($"SELECT pg_notify('changes', '{said}')");
            Assert.True(await heard.MoveNextAsync());
            Assert.Equal(said, heard.Current);
        }
    }

    [Theory]
    [InlineData("acme", "postgresql://user:secret@db.example/acme", 0)]
    [InlineData("ACME", "postgresql://user:secret@db.example/acme", 1)]
    [InlineData("platform", "postgresql://user:secret@db.example/acme", 1)]
    [InlineData("acme", "what is this", 1)]
    [InlineData("acme", "", 1)]
    public void A_setting_that_names_no_tenant_or_no_database_stops_the_start(string tenant, string text, int problems)
    {
        var options = new DatabaseOptions { Own = new Dictionary<string, string> { [tenant] = text } };

        Assert.Equal(problems, options.Validate(new(options)).Count());
    }
}
