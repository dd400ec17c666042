using Npgsql;

namespace Platform.Postgres;

/// <summary>Makes statements with positional parameters.</summary>
public static class Statement
{
    /// <summary>A statement with its values.</summary>
    /// <param name="sql">One statement; positional parameters as <c>$1</c>.</param>
    /// <param name="values">As many; null is NULL. Their types are those that the driver knows for them. A single array is one value only
    /// as an object: as an array it would be taken for the values themselves.</param>
    /// <returns>The statement, for a batch or a commit.</returns>
    public static NpgsqlBatchCommand Of(string sql, params ReadOnlySpan<object?> values)
    {
        var statement = new NpgsqlBatchCommand(sql);
        foreach (var value in values) statement.Parameters.Add(new() { Value = value ?? DBNull.Value });
        return statement;
    }
}
