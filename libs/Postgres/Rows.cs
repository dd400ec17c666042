using Npgsql;

namespace Platform.Postgres;

/// <summary>Reads rows.</summary>
public static class Rows
{
    /// <summary>Reads the rest of a result.</summary>
    /// <typeparam name="T">What a row is.</typeparam>
    /// <param name="rows">The result.</param>
    /// <param name="read">Reads the row at hand.</param>
    /// <param name="ct">Stops the reading.</param>
    /// <returns>All rows, in their order.</returns>
    public static async Task<List<T>> AllAsync<T>(this NpgsqlDataReader rows, Func<NpgsqlDataReader, T> read, CancellationToken ct)
    {
        var all = new List<T>();
        while (await rows.ReadAsync(ct)) all.Add(read(rows));
        return all;
    }
}
