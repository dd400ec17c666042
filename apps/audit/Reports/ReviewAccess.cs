using Npgsql;
using NpgsqlTypes;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Postgres;

namespace Platform.Audit;

/// <summary>Who can do what in a tenant: keys and roles from the directory, people from the sign-ins of its log.</summary>
internal sealed class ReviewAccess(TenantDatabase database, TenantDirectory directory, TimeProvider time)
{
    public const int DefaultDays = 90;

    private const string PeopleSql = """
        SELECT actor, max(time), count(*) FROM audit_entries
        WHERE action = 'sign-in' AND actor_kind = 0 AND time >= $1 GROUP BY actor ORDER BY actor LIMIT $2
        """;

    /// <summary>Columns of the report as a table.</summary>
    public static IReadOnlyList<string> Names { get; } = ["kind", "name", "scopes", "expires", "lastSignIn", "signIns"];

    /// <summary>The report of a tenant; people of the last days.</summary>
    public async Task<AccessReport> ReportAsync(TenantId tenant, int days, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var entry = directory.Find(tenant);
        var keys = entry?.Keys.Where(key => key.ExpiresAt is null || key.ExpiresAt > now) ?? [];
        var own = entry?.Roles.Select(role => new AccessRole(role.Key, false, role.Value)) ?? [];
        return new(
            [.. keys.OrderBy(key => key.Id, StringComparer.Ordinal).Select(key => new AccessKey(key.Id, key.Scopes, key.ExpiresAt))],
            [.. BuiltIn(tenant), .. own.OrderBy(role => role.Name, StringComparer.Ordinal)],
            await PeopleAsync(tenant, now.AddDays(-days), ct));
    }

    /// <summary>A row for each key, role and person.</summary>
    public static IEnumerable<IReadOnlyList<object?>> Rows(AccessReport report) =>
    [
        .. report.Keys.Select(IReadOnlyList<object?> (key) => ["key", key.Id, Text(key.Scopes), key.ExpiresAt, null, null]),
        .. report.Roles.Select(IReadOnlyList<object?> (role) =>
            [role.IsBuiltIn ? "built-in role" : "role", role.Name, Text(role.Scopes), null, null, null]),
        .. report.People.Select(IReadOnlyList<object?> (person) =>
            ["person", person.Actor, null, null, person.LastSignIn, person.SignIns]),
    ];

    // What an operator's role allows counts among the operators only.
    private static IEnumerable<AccessRole> BuiltIn(TenantId tenant) =>
        from name in Roles.All.Order(StringComparer.Ordinal)
        let scopes = Roles.ScopesOf([name])
        where tenant == TenantId.Operators || scopes.All(Scopes.OfTenants.Contains)
        select new AccessRole(name, true, scopes);

    private async Task<IReadOnlyList<AccessPerson>> PeopleAsync(TenantId tenant, DateTimeOffset since, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(tenant, ct);
        await using var command = connection.Command(PeopleSql);
        command.Parameters.Add(LedgerStatements.Of(NpgsqlDbType.TimestampTz, since));
        command.Parameters.Add(LedgerStatements.Of(NpgsqlDbType.Integer, ReportStore.MaxRows));
        await using var rows = await command.ExecuteReaderAsync(ct);
        var people = new List<AccessPerson>();
        while (await rows.ReadAsync(ct)) people.Add(Read(rows));

        return people;
    }

    private static AccessPerson Read(NpgsqlDataReader rows) =>
        new(rows.GetString(0), rows.GetFieldValue<DateTimeOffset>(1), rows.GetInt64(2));

    private static string Text(IReadOnlyList<string> scopes) => string.Join(' ', scopes);
}
