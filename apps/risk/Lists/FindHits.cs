using Platform.Contracts;
using Platform.Postgres;

namespace Platform.Risk.Lists;

/// <summary>Finds the lists that apply to events by themselves, and why their values are on them.</summary>
/// <remarks>The index says whether; only for what it finds is the table asked, once a batch, and what is not there is no hit.</remarks>
internal static class FindHits
{
    private const string Reasons = """
        SELECT wanted.number, entry.reason FROM unnest($1::bigint[], $2::text[]) WITH ORDINALITY AS wanted (list, value, number)
        JOIN list_entries AS entry ON entry.list = wanted.list AND entry.value = wanted.value
        """;

    /// <returns>Per event, in their order, its hits, the one that decides first; null when no event has any.</returns>
    public static async Task<List<ListHit>?[]?> HandleAsync(
        TenantConnection connection, TenantLists lists, (IReadOnlyList<Transaction> Events, uint At) batch, CancellationToken ct)
    {
        List<ListMatch>? matches = null;
        for (var i = 0; i < batch.Events.Count; i++) lists.Match(batch.Events[i], i, batch.At, ref matches);
        if (matches is null) return null;

        var hits = new List<ListHit>?[batch.Events.Count];
        foreach (var (match, reason) in await ReasonsAsync(connection, matches, ct))
        {
            (hits[match.Event] ??= []).Add(new(match.List.Name, match.List.Kind, match.Field, match.Value)
            {
                Description = match.List.Description,
                Reason = reason,
            });
        }

        foreach (var each in hits) each?.Sort(ByPrecedence);
        return hits;
    }

    private static async Task<List<(ListMatch Match, string? Reason)>> ReasonsAsync(
        TenantConnection connection, List<ListMatch> matches, CancellationToken ct)
    {
        await using var command = connection.Command(Reasons);
        command.Parameters.Add(new() { Value = matches.Select(match => match.List.Id).ToArray() });
        command.Parameters.Add(new() { Value = matches.Select(match => match.Value).ToArray() });
        await using var rows = await command.ExecuteReaderAsync(ct);
        var found = new List<(ListMatch, string?)>();
        while (await rows.ReadAsync(ct)) found.Add((matches[(int)rows.GetInt64(0) - 1], rows.IsDBNull(1) ? null : rows.GetString(1)));

        return found;
    }

    private static int ByPrecedence(ListHit a, ListHit b) =>
        a.Kind != b.Kind ? a.Kind.CompareTo(b.Kind) : string.CompareOrdinal(a.List, b.List);
}
