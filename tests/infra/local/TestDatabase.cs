using Platform.Local.Postgres;

namespace Platform.Local.Tests;

/// <summary>The PostgreSQL of these tests: that of PLATFORM_TEST_POSTGRES, otherwise an embedded server that they share.</summary>
internal static class TestDatabase
{
    public static async Task<string> UriAsync() =>
        Environment.GetEnvironmentVariable("PLATFORM_TEST_POSTGRES") is { Length: > 0 } given
            ? given
            : (await TestPostgres.Shared).Uri;

    /// <summary>For the tables of one test.</summary>
    public static string NewPrefix() => $"t{Guid.NewGuid():N}_";
}
