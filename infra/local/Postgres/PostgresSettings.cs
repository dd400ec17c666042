using System.Globalization;

namespace Platform.Local.Postgres;

/// <summary>The server's settings, given at start so that a change here needs no change of files already made.</summary>
internal static class PostgresSettings
{
    public static IReadOnlyList<string> For(int port, bool durable)
    {
        List<string> settings =
        [
            "listen_addresses=127.0.0.1",
            string.Create(CultureInfo.InvariantCulture, $"port={port}"),
            // No socket file: its path is limited to 107 characters, which a deep clone exceeds.
            "unix_socket_directories=",
            // Twenty for each service with tables, and as many for the state store; an idle one costs little.
            "max_connections=200",
            "shared_buffers=128MB",
            "max_wal_size=2GB",
            "wal_compression=on",
            // Cleaning up shares two cores with scoring here: it may take its time.
            "autovacuum_vacuum_cost_delay=20ms",
            "autovacuum_max_workers=1",
            "log_min_duration_statement=1s",
            "log_line_prefix=%m [%p] %d ",
            "timezone=UTC",
            "log_timezone=UTC",
            "synchronous_commit=on",
            durable ? "fsync=on" : "fsync=off",
            durable ? "full_page_writes=on" : "full_page_writes=off",
        ];
        return [.. settings.SelectMany(setting => (string[])["-c", setting])];
    }
}
