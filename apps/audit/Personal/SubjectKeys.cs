using System.Security.Cryptography;
using NpgsqlTypes;
using Platform.Contracts;
using Platform.Postgres;

namespace Platform.Audit;

/// <summary>The key of each person, in the tenant's schema; made at first use, destroyed by erasure.</summary>
internal sealed class SubjectKeys(TenantDatabase database)
{
    private const string FindSql = "SELECT subject, key FROM audit_subject_keys WHERE subject = ANY ($1)";

    // The lock on the log's head is held, so nobody else makes one for the same person now.
    private const string AddSql = "INSERT INTO audit_subject_keys (subject, key) SELECT * FROM unnest($1, $2)";

    /// <summary>Encrypts the personal fields of events within the transaction that adds them; the others stay as they are.</summary>
    public static async Task<IReadOnlyList<AuditEvent>> ProtectAsync(
        TenantConnection connection, IReadOnlyList<AuditEvent> events, CancellationToken ct)
    {
        var named = events.Where(PersonalFields.AreIn).Select(e => e.Subject).OfType<string>();
        var subjects = named.Distinct(StringComparer.Ordinal).ToArray();
        if (subjects.Length is 0) return [.. events.Select(e => e with { Personal = null })];

        var keys = await ReadAsync(connection, subjects, ct);
        string[] missing = [.. subjects.Where(subject => !keys.ContainsKey(subject))];
        foreach (var subject in missing) keys[subject] = RandomNumberGenerator.GetBytes(PersonalFields.KeyBytes);

        await AddAsync(connection, missing, keys, ct);
        return [.. events.Select(e => PersonalFields.AreIn(e) && e.Subject is { } subject
            ? PersonalFields.Encrypt(e, keys[subject])
            : e with { Personal = null })];
    }

    /// <summary>Opens the personal fields of entries; null values where the key is gone.</summary>
    public async Task<IReadOnlyList<AuditEntry>> OpenAsync(TenantId tenant, IReadOnlyList<AuditEntry> entries, CancellationToken ct)
    {
        var subjects = entries.Where(entry => PersonalFields.AreIn(entry.Event)).Select(entry => entry.Event.Subject).OfType<string>();
        if (subjects.Distinct(StringComparer.Ordinal).ToArray() is not { Length: > 0 } wanted) return entries;

        await using var connection = await database.OpenAsync(tenant, ct);
        var keys = await ReadAsync(connection, wanted, ct);
        return [.. entries.Select(entry => PersonalFields.AreIn(entry.Event) && entry.Event.Subject is { } subject
            ? entry with { Event = PersonalFields.Decrypt(entry.Event, keys.GetValueOrDefault(subject)) }
            : entry)];
    }

    /// <summary>Destroys the key of a person: what the log holds of it can never be read again, and the chain still holds.</summary>
    /// <returns>False when there was none.</returns>
    public async Task<bool> EraseAsync(TenantId tenant, string subject, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await using var command = connection.Command("DELETE FROM audit_subject_keys WHERE subject = $1");
        command.Parameters.Add(LedgerStatements.Of(NpgsqlDbType.Text, subject));
        var erased = await command.ExecuteNonQueryAsync(ct);
        await connection.CommitAsync(ct);
        return erased > 0;
    }

    private static async Task<Dictionary<string, byte[]>> ReadAsync(TenantConnection connection, string[] subjects, CancellationToken ct)
    {
        await using var command = connection.Command(FindSql);
        command.Parameters.Add(LedgerStatements.Of(NpgsqlDbType.Array | NpgsqlDbType.Text, subjects));
        await using var rows = await command.ExecuteReaderAsync(ct);
        var keys = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        while (await rows.ReadAsync(ct)) keys[rows.GetString(0)] = rows.GetFieldValue<byte[]>(1);

        return keys;
    }

    private static async Task AddAsync(
        TenantConnection connection, string[] subjects, Dictionary<string, byte[]> keys, CancellationToken ct)
    {
        if (subjects.Length is 0) return;

        await using var command = connection.Command(AddSql);
        command.Parameters.Add(LedgerStatements.Of(NpgsqlDbType.Array | NpgsqlDbType.Text, subjects));
        command.Parameters.Add(LedgerStatements.Of(NpgsqlDbType.Array | NpgsqlDbType.Bytea, Array.ConvertAll(subjects, s => keys[s])));
        await command.ExecuteNonQueryAsync(ct);
    }
}
