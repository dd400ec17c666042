using Npgsql;

namespace Platform.Local.Postgres;

/// <summary>Reads <c>postgresql://user:password@host:port/database</c>, which Npgsql does not take.</summary>
public static class PostgresUri
{
    /// <summary>The Npgsql form; a text that is no such URI is taken to be in that form already.</summary>
    public static string ToConnectionString(string text)
    {
        if (!text.StartsWith("postgres", StringComparison.OrdinalIgnoreCase) || !Uri.TryCreate(text, UriKind.Absolute, out var uri))
        {
            return text;
        }

        var user = uri.UserInfo.Split(':', 2);
        return new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host,
            Port = uri.Port > 0 ? uri.Port : 5432,
            Username = Uri.UnescapeDataString(user[0]),
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
            Database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/')),
        }.ConnectionString;
    }
}
