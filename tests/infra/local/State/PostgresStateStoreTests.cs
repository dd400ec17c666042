using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Platform.Local.Components;
using Platform.Local.Components.State;
using Platform.Local.Postgres;

namespace Platform.Local.Tests.State;

/// <summary>Against PLATFORM_TEST_POSTGRES when it is set, otherwise against an embedded server.</summary>
public sealed class PostgresStateStoreTests : MovedClockRules
{
    private readonly string prefix = TestDatabase.NewPrefix();

    [Fact]
    public async Task The_table_and_its_level_are_those_of_daprd()
    {
        await using var store = await StoreAsync();
        await using var again = await StoreAsync();
        await using var source = NpgsqlDataSource.Create(PostgresConnectionString.Parse(await TestDatabase.UriAsync()));

        var columns = await ReadAsync(
            source,
            $"""
            SELECT column_name || ' ' || data_type FROM information_schema.columns
            WHERE table_name = '{prefix}state' ORDER BY ordinal_position
            """);
        var level = await ReadAsync(source, $"SELECT value FROM dapr_metadata WHERE key = 'migrations-state-v2-{prefix}'");

        Assert.Equal(
            [
                "key text", "value bytea", "etag uuid", "created_at timestamp with time zone", "updated_at timestamp with time zone",
                "expires_at timestamp with time zone",
            ],
            columns);
        Assert.Equal(["1"], level);
    }

    [Fact]
    public async Task Expired_rows_are_deleted_at_the_cleanup_interval()
    {
        await using var store = await StoreAsync();
        await using var source = NpgsqlDataSource.Create(PostgresConnectionString.Parse(await TestDatabase.UriAsync()));
        await store.WriteAsync([Set("a", "1") with { TtlSeconds = 60 }, Set("b", "1")], Ct);

        Time.Advance(TimeSpan.FromHours(1));

        await Eventually.HoldsAsync(() => ReadAsync(source, $"SELECT key FROM {prefix}state").Result is ["b"]);
    }

    [Fact]
    public async Task A_version_that_is_no_uuid_is_invalid()
    {
        await using var store = await StoreAsync();

        Assert.Equal([StateOutcome.ETagInvalid], await store.WriteAsync([Set("a", "1") with { ETag = "7" }], Ct));
    }

    private protected override async Task<IStateStore> StoreAsync()
    {
        var metadata = new ComponentMetadata(new Dictionary<string, string>
        {
            ["connectionString"] = await TestDatabase.UriAsync(),
            ["tablePrefix"] = prefix,
        });
        var store = new PostgresStateStore(new ComponentContext("s", "state.postgresql", "v2", metadata, Time, NullLoggerFactory.Instance));
        await store.InitAsync(Ct);
        return store;
    }

    private static async Task<List<string>> ReadAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var values = new List<string>();
        while (await reader.ReadAsync(Ct)) values.Add(reader.GetString(0));
        return values;
    }
}
