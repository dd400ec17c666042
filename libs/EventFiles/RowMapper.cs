using System.Globalization;
using Platform.Contracts;

namespace Platform.EventFiles;

/// <summary>Turns rows into transactions, by a mapping.</summary>
public sealed class RowMapper
{
    private readonly Mapping mapping;
    private readonly string[] columns;
    private readonly HashSet<string>? positiveAccounts;
    private readonly int? id, time, account, counterparty, amount, currency, kind, device, country, channel, label;

    /// <summary>Finds the columns.</summary>
    /// <param name="mapping">Which column is what.</param>
    /// <param name="columns">The file's columns.</param>
    /// <param name="positiveAccounts">Labels from elsewhere, or null when they stand in the row or there are none.</param>
    /// <exception cref="EventFileException">A column that the mapping names is not there.</exception>
    public RowMapper(Mapping mapping, IReadOnlyList<string> columns, HashSet<string>? positiveAccounts)
    {
        (this.mapping, this.columns, this.positiveAccounts) = (mapping, [.. columns], positiveAccounts);
        foreach (var name in mapping.RequiredColumns) Required(name);
        (time, amount) = (Place(mapping.Time?.Column), Place(mapping.Amount?.Column));
        (id, account, counterparty) = (Place(mapping.Id?.Column), Place(mapping.Account?.Column), Place(mapping.Counterparty?.Column));
        (currency, kind) = (Place(mapping.Currency?.Column), Place(mapping.Kind?.Column));
        (device, country, channel) = (Place(mapping.Device?.Column), Place(mapping.Country?.Column), Place(mapping.Channel?.Column));
        label = mapping.Label is { Member: null } own ? Place(own.Column) : null;
    }

    /// <summary>Amounts that were below the mapping's least and were raised to it.</summary>
    public long Raised { get; private set; }

    /// <summary>Whether rows have labels.</summary>
    public bool HasLabels => label is not null || positiveAccounts is not null;

    /// <summary>When a row happened, by its own clock.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The moment.</returns>
    /// <exception cref="EventFileException">The row is no record, or its time is none.</exception>
    public DateTimeOffset TimeOf(Row row)
    {
        if (row.Error is { } error) throw new EventFileException(row.Line, "", null, error + ".");

        var text = Needed(row, time, "time");
        if (mapping.Time is not { Unit: not TimeUnit.Iso } scale) return IsoTime(row, text);

        return double.TryParse(text, CultureInfo.InvariantCulture, out var count) && double.IsFinite(count)
            ? TimeScale.At(scale, count) ?? throw Wrong(row, "time", time, text, "within the years 1 to 9999")
            : throw Wrong(row, "time", time, text, "a number");
    }

    /// <summary>The label of a row.</summary>
    /// <param name="row">The row.</param>
    /// <returns>Whether it was fraud; null without labels.</returns>
    /// <exception cref="EventFileException">Its account is empty.</exception>
    public bool? LabelOf(Row row) =>
        label is { } place ? row.Values[place] == mapping.Label?.Positive
        : positiveAccounts?.Contains(Needed(row, account, "account"));

    /// <summary>The transaction of a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="at">The time it is sent with.</param>
    /// <param name="idPrefix">Put before every id.</param>
    /// <returns>The transaction; its values need not be in their ranges.</returns>
    /// <exception cref="EventFileException">A value is missing or not of its kind.</exception>
    public Transaction Map(Row row, DateTimeOffset at, string idPrefix) => new()
    {
        Id = idPrefix + (id is null ? row.Line.ToString(CultureInfo.InvariantCulture) : mapping.Id?.Prefix + Needed(row, id, "id")),
        Time = at,
        Kind = KindOf(row),
        Amount = AmountOf(row),
        Currency = Text(row, currency, mapping.Currency) ?? throw Empty(row, "currency"),
        Account = Text(row, account, mapping.Account) ?? throw Empty(row, "account"),
        Counterparty = Text(row, counterparty, mapping.Counterparty) ?? throw Empty(row, "counterparty"),
        Device = Text(row, device, mapping.Device),
        Country = Text(row, country, mapping.Country),
        Channel = Text(row, channel, mapping.Channel),
    };

    private TransactionKind KindOf(Row row) => Text(row, kind, mapping.Kind) switch
    {
        "payment" => TransactionKind.Payment,
        "transfer" => TransactionKind.Transfer,
        var other => throw Wrong(row, "kind", kind, other ?? "", "'payment' or 'transfer'"),
    };

    private decimal AmountOf(Row row)
    {
        var text = Needed(row, amount, "amount");
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
        {
            throw Wrong(row, "amount", amount, text, "a number");
        }

        if (mapping.Amount?.Decimals is { } decimals) value = decimal.Round(value, decimals);
        if (mapping.Amount?.Least is not { } least || value >= least) return value;

        Raised++;
        return least;
    }

    private DateTimeOffset IsoTime(Row row, string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment
            : throw Wrong(row, "time", time, text, "an ISO 8601 time");

    private static string? Text(Row row, int? place, FieldMapping? field)
    {
        var text = place is { } at ? row.Values[at] ?? field?.Value : field?.Value;
        return text is null ? null : field?.Prefix is { Length: > 0 } prefix ? prefix + text : text;
    }

    private static string Needed(Row row, int? place, string what) =>
        (place is { } at ? row.Values[at] : null) ?? throw Empty(row, what);

    private int? Place(string? column)
    {
        var place = column is null ? -1 : Array.IndexOf(columns, column);
        return place < 0 ? null : place;
    }

    private void Required(string column)
    {
        if (Place(column) is null)
        {
            throw new EventFileException($"Mapping {mapping.Name} needs a column {column}; the file has {string.Join(", ", columns)}.");
        }
    }

    private static EventFileException Empty(Row row, string field) => new(row.Line, field, null, $"{field} is empty.");

    private EventFileException Wrong(Row row, string field, int? place, string text, string expected) =>
        new(row.Line, field, place is { } at ? columns[at] : null, $"'{Short(text)}' is not {expected}.");

    // A message is read by people, and kept with the import.
    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
