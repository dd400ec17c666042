using Npgsql;

namespace Platform.Postgres;

/// <summary>Reads the server's address in either form: a <c>postgresql://</c> URI, which other tools share, or Npgsql's own.</summary>
public static class ConnectionText
{
    /// <summary>Turns the text of <c>PLATFORM_POSTGRES</c> into settings.</summary>
    /// <param name="text">A postgres:// or postgresql:// URI, or an Npgsql connection string.</param>
    /// <returns>The settings.</returns>
    /// <exception cref="FormatException">The text is neither; the message does not repeat it, since it may hold a password.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            throw new FormatException(
                "PLATFORM_POSTGRES is not set; ./platform up sets it, or name a server: postgresql://user:password@host:5432/db");
        try
        {
            return IsUri(text) ? FromUri(new(text)) : new(text);
        }
        catch (Exception e) when (e is UriFormatException or ArgumentException or KeyNotFoundException)
        {
            throw new FormatException("PLATFORM_POSTGRES is neither a postgresql:// URI nor an Npgsql connection string.");
        }
    }

    /// <summary>Whether a text can be turned into settings.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>False when <see cref="Parse"/> would throw.</returns>
    public static bool IsReadable(string text)
    {
        try
        {
            return Parse(text).Host is { Length: > 0 };
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static bool IsUri(string text) =>
        text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase);

    private static NpgsqlConnectionStringBuilder FromUri(Uri uri)
    {
        var user = uri.UserInfo.Split(':', 2);
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host,
            Port = uri.Port > 0 ? uri.Port : 5432,
            Database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/')),
            Username = Uri.UnescapeDataString(user[0]),
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
        };
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
            Apply(settings, Uri.UnescapeDataString(pair.Split('=', 2)[0]), Uri.UnescapeDataString(pair.Split('=', 2)[^1]));
        return settings;
    }

    // The names that libpq gives to what Npgsql calls otherwise.
    private static void Apply(NpgsqlConnectionStringBuilder settings, string name, string value) =>
        settings[name switch
        {
            "sslmode" => "SSL Mode",
            "sslrootcert" => "Root Certificate",
            "application_name" => "Application Name",
            "connect_timeout" => "Timeout",
            "options" => "Options",
            _ => name,
        }] = name is "sslmode" ? value.Replace("-", "", StringComparison.Ordinal) : value;
}
