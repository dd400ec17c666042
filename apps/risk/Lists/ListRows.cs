using Npgsql;
using Platform.Contracts;

namespace Platform.Risk.Lists;

/// <summary>Rows of the tables of lists.</summary>
internal static class ListRows
{
    public static ListView View(NpgsqlDataReader row) =>
        new(row.GetString(0), (ListKind)row.GetInt16(1), row.GetString(3), row.GetInt64(4), FieldOf(row, 2));

    public static ListField? FieldOf(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : (ListField)row.GetInt16(column);

    public static ListEntry Entry(NpgsqlDataReader row) => new()
    {
        Value = row.GetString(0),
        Reason = row.IsDBNull(1) ? null : row.GetString(1),
        ExpiresAt = row.IsDBNull(2) ? null : row.GetFieldValue<DateTimeOffset>(2),
        AddedBy = row.GetString(3),
        AddedAt = row.GetFieldValue<DateTimeOffset>(4),
    };

    /// <summary>The second from which on an entry does not count.</summary>
    public static uint UntilOf(NpgsqlDataReader row, int column) => row.IsDBNull(column)
        ? SortedEntries.Never
        : (uint)Math.Clamp(row.GetFieldValue<DateTimeOffset>(column).ToUnixTimeSeconds(), 1, SortedEntries.Never - 1);

    /// <summary>An expiry as it is stored: in memory there are whole seconds only, and both shall say the same.</summary>
    public static DateTimeOffset? WholeSeconds(DateTimeOffset? at) =>
        at is { } time ? DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds()) : null;
}
