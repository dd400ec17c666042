using System.Text;
using Npgsql;

namespace Platform.Local.Postgres;

/// <summary>Reads the connection strings that daprd takes (URI, or libpq's keywords) and Npgsql's own, and makes them Npgsql's.</summary>
public static class PostgresConnectionString
{
    private static readonly string[] Schemes = ["postgres://", "postgresql://"];

    private static readonly Dictionary<string, string> Keywords = new(StringComparer.OrdinalIgnoreCase)
    {
        ["host"] = "Host",
        ["hostaddr"] = "Host",
        ["port"] = "Port",
        ["user"] = "Username",
        ["password"] = "Password",
        ["dbname"] = "Database",
        ["database"] = "Database",
        ["sslmode"] = "SSL Mode",
        ["sslrootcert"] = "Root Certificate",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["connect_timeout"] = "Timeout",
        ["application_name"] = "Application Name",
        ["search_path"] = "Search Path",
        ["options"] = "Options",
    };

    /// <exception cref="ArgumentException">It is none of the three, or names a keyword that has no counterpart.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        if (Schemes.Any(scheme => text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)))
            return OfUri(new Uri(text));
        return text.Contains(';', StringComparison.Ordinal) || !IsLibpq(text)
            ? new NpgsqlConnectionStringBuilder(text)
            : OfPairs(Pairs(text));
    }

    private static NpgsqlConnectionStringBuilder OfUri(Uri uri)
    {
        var user = uri.UserInfo.Split(':', 2);
        var builder = OfPairs(uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .Select(pair => (pair[0], Uri.UnescapeDataString(pair.Length > 1 ? pair[1] : ""))));
        if (uri.Host.Length > 0) builder.Host = uri.Host;
        if (uri.Port > 0) builder.Port = uri.Port;
        if (user[0].Length > 0) builder.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length > 1) builder.Password = Uri.UnescapeDataString(user[1]);
        if (uri.AbsolutePath.Length > 1) builder.Database = Uri.UnescapeDataString(uri.AbsolutePath[1..]);
        return builder;
    }

    private static NpgsqlConnectionStringBuilder OfPairs(IEnumerable<(string Key, string Value)> pairs)
    {
        var builder = new NpgsqlConnectionStringBuilder();
        foreach (var (key, value) in pairs)
        {
            // The pool is set with the component's own keys; pgx's are none of Npgsql's.
            if (key.StartsWith("pool_", StringComparison.OrdinalIgnoreCase)) continue;
            if (!Keywords.TryGetValue(key, out var name))
                throw new ArgumentException($"connection keyword '{key}' is not known; known are {string.Join(", ", Keywords.Keys)}");
            builder[name] = name == "SSL Mode" ? value.Replace("-", "", StringComparison.Ordinal) : value;
        }

        return builder;
    }

    private static bool IsLibpq(string text) =>
        Pairs(text).Select(pair => pair.Key).ToList() is { Count: > 0 } keys
        && keys.TrueForAll(key => !key.Contains(' ', StringComparison.Ordinal));

    /// <summary><c>key=value key='quoted \' value'</c>, with spaces allowed around the equals sign.</summary>
    private static IEnumerable<(string Key, string Value)> Pairs(string text)
    {
        var at = 0;
        while (at < text.Length)
        {
            var equals = text.IndexOf('=', at);
            if (equals < 0) yield break;
            var key = text[at..equals].Trim();
            at = equals + 1;
            while (at < text.Length && text[at] == ' ') at++;
            yield return (key, Value(text, ref at));
        }
    }

    private static string Value(string text, ref int at)
    {
        var quoted = at < text.Length && text[at] == '\'';
        if (quoted) at++;
        var value = new StringBuilder();
        while (at < text.Length && text[at] != (quoted ? '\'' : ' '))
        {
            if (text[at] == '\\' && at + 1 < text.Length) at++;
            value.Append(text[at++]);
        }

        at++;
        return value.ToString();
    }
}
