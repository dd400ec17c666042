using System.Text.RegularExpressions;
using Npgsql;
using Platform.Local.Postgres;

namespace Platform.Local.Components.State;

/// <summary>What a <c>state.postgresql</c> v2 component says.</summary>
internal sealed partial record PostgresStateOptions(
    NpgsqlConnectionStringBuilder Connection, string Prefix, string Metadata, TimeSpan? CleanupInterval)
{
    private const int DefaultConnections = 20;

    /// <summary>The table, as it stands in statements.</summary>
    public string Table => Prefix + "state";

    public static PostgresStateOptions From(ComponentMetadata metadata)
    {
        var timeout = metadata.Duration("timeout", TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(1));
        if (timeout < TimeSpan.FromSeconds(1)) throw ComponentMetadata.Wrong("timeout", "metadata 'timeout' must be at least 1s");
        var cleanup = metadata.Duration("cleanupInterval", TimeSpan.FromHours(1), TimeSpan.FromSeconds(1));
        var connection = Connect(metadata);
        connection.CommandTimeout = (int)timeout.TotalSeconds;
        connection.MaxPoolSize = metadata.Number("maxConns", DefaultConnections);
        connection.MaxAutoPrepare = 32;
        connection.NoResetOnClose = true;
        connection.ApplicationName ??= "dapr-state";
        // Prepared plans are kept from when the table was empty and reading all of it looked cheapest. Every statement here goes by key.
        connection.Options = $"{connection.Options} -c enable_seqscan=off".TrimStart();
        return new PostgresStateOptions(
            connection, Identifier(metadata, "tablePrefix", ""), Identifier(metadata, "metadataTableName", "dapr_metadata"),
            cleanup > TimeSpan.Zero ? cleanup : null);
    }

    private static NpgsqlConnectionStringBuilder Connect(ComponentMetadata metadata)
    {
        const string key = "connectionString";
        try
        {
            return PostgresConnectionString.Parse(metadata.Required(key));
        }
        catch (Exception error) when (error is ArgumentException or FormatException or KeyNotFoundException)
        {
            // The text itself may hold a password, so it is not repeated.
            throw ComponentMetadata.Wrong(
                key, $"metadata '{key}' is no PostgreSQL connection string (URI or key=value pairs): {error.Message}");
        }
    }

    // Names go into statements as they are, so that a schema can be named; nothing but names may.
    private static string Identifier(ComponentMetadata metadata, string key, string fallback)
    {
        var name = metadata.Text(key, fallback);
        return Name().IsMatch(name)
            ? name
            : throw ComponentMetadata.Wrong(
                key, $"metadata '{key}' must be a table name such as dapr_ or schema.dapr_, not '{name}'");
    }

    [GeneratedRegex(@"^$|^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)?\.?$")]
    private static partial Regex Name();
}
