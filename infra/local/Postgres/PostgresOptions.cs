using Platform.Local.Launcher;

namespace Platform.Local.Postgres;

/// <summary>What <see cref="EmbeddedPostgres"/> is started with.</summary>
public sealed record PostgresOptions
{
    /// <summary>The platform's data folder; the server keeps to <c>postgres/</c> in it.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>False for throw-away data: nothing is flushed, a crash of the machine may lose all.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>Told what takes long or is unusual, one plain line each.</summary>
    public Action<string>? Notice { get; init; }

    /// <summary>Ends the server when we are killed; null starts one.</summary>
    internal Reaper? Reaper { get; init; }
}
