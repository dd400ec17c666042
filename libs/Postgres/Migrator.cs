using Npgsql;
using Platform.Contracts;

namespace Platform.Postgres;

/// <summary>Brings a tenant's schema up to a service's last step: role, schema, rights, then what is missing, in one transaction.</summary>
internal static class Migrator
{
    public static async Task ApplyAsync(NpgsqlDataSource source, MigrationSet set, TenantId tenant, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // Services that start together meet here; the second one finds the work done.
        await RunAsync(connection, $"SELECT pg_advisory_xact_lock(hashtextextended('{TenantSchema.Name(tenant)}', 2))", ct);
        await RunAsync(connection, Foundation(tenant), ct);
        var last = await LastVersionAsync(connection, set.Service, ct);
        foreach (var step in set.Steps.Where(step => step.Version > last))
            await ApplyAsync(connection, set.Service, step, ct);
        await transaction.CommitAsync(ct);
    }

    // A role belongs to the whole server, where the lock does not reach: another database may be creating it right now.
    // The version table is made before the default rights, so the tenant's role has none on it.
    private static string Foundation(TenantId tenant)
    {
        var name = TenantSchema.Quoted(tenant);
        return $"""
            DO $do$ BEGIN
                IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{TenantSchema.Name(tenant)}') THEN
                    CREATE ROLE {name} NOLOGIN;
                END IF;
            EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
            END $do$;
            DO $do$ BEGIN
                IF NOT pg_has_role(current_user, '{TenantSchema.Name(tenant)}', 'MEMBER') THEN
                    GRANT {name} TO CURRENT_USER;
                END IF;
            END $do$;
            CREATE SCHEMA IF NOT EXISTS {name};
            SET LOCAL search_path TO {name};
            CREATE TABLE IF NOT EXISTS schema_versions (
                service text, version int, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now(),
                PRIMARY KEY (service, version));
            GRANT USAGE ON SCHEMA {name} TO {name};
            ALTER DEFAULT PRIVILEGES IN SCHEMA {name} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {name};
            ALTER DEFAULT PRIVILEGES IN SCHEMA {name} GRANT USAGE, SELECT ON SEQUENCES TO {name};
            """;
    }

    private static async Task<int> LastVersionAsync(NpgsqlConnection connection, string service, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "SELECT coalesce(max(version), -1) FROM schema_versions WHERE service = $1", connection);
        command.Parameters.Add(new() { Value = service });
        return await command.ExecuteScalarAsync(ct) is int version ? version : -1;
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, string service, Migration step, CancellationToken ct)
    {
        await RunAsync(connection, step.Sql, ct);
        await using var command = new NpgsqlCommand("INSERT INTO schema_versions (service, version, name) VALUES ($1, $2, $3)", connection);
        command.Parameters.Add(new() { Value = service });
        command.Parameters.Add(new() { Value = step.Version });
        command.Parameters.Add(new() { Value = step.Name });
        await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
