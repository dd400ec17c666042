namespace Platform.EventFiles;

/// <summary>Which column of a file is what.</summary>
public sealed record Mapping
{
    /// <summary>For messages.</summary>
    public string Name { get; init; } = "";

    /// <summary>In an archive: the member that holds the events, with <c>*</c> for anything.</summary>
    public string? Member { get; init; }

    /// <summary>The event's id; absent: its line number.</summary>
    public FieldMapping? Id { get; init; }

    /// <summary>When it happened.</summary>
    public TimeMapping? Time { get; init; }

    /// <summary>Who pays.</summary>
    public FieldMapping? Account { get; init; }

    /// <summary>Who is paid.</summary>
    public FieldMapping? Counterparty { get; init; }

    /// <summary>How much, in major units.</summary>
    public AmountMapping? Amount { get; init; }

    /// <summary>ISO 4217.</summary>
    public FieldMapping? Currency { get; init; }

    /// <summary><c>payment</c> or <c>transfer</c>.</summary>
    public FieldMapping? Kind { get; init; }

    /// <summary>Optional.</summary>
    public FieldMapping? Device { get; init; }

    /// <summary>Optional.</summary>
    public FieldMapping? Country { get; init; }

    /// <summary>Optional.</summary>
    public FieldMapping? Channel { get; init; }

    /// <summary>What it turned out to be; absent: the file has no labels.</summary>
    public LabelMapping? Label { get; init; }

    /// <summary>The columns that a file must have to be read with this mapping.</summary>
    public IEnumerable<string> RequiredColumns =>
        new[] { Id?.Column, Time?.Column, Account?.Column, Counterparty?.Column, Amount?.Column, Currency?.Column, Kind?.Column,
            Label is { Member: null } label ? label.Column : null }.OfType<string>();

    /// <summary>The columns that a file may lack.</summary>
    public IEnumerable<string> OptionalColumns => new[] { Device?.Column, Country?.Column, Channel?.Column }.OfType<string>();
}

/// <summary>A text from a column, or the same for every event.</summary>
public sealed record FieldMapping
{
    /// <summary>The column's name.</summary>
    public string? Column { get; init; }

    /// <summary>Used without a column, or when the column is empty.</summary>
    public string? Value { get; init; }

    /// <summary>Put in front, so that numbers of different things do not look alike.</summary>
    public string Prefix { get; init; } = "";
}

/// <summary>A time from a column.</summary>
public sealed record TimeMapping
{
    /// <summary>The column's name.</summary>
    public string? Column { get; init; }

    /// <summary>The moment that 0 stands for; not with <see cref="TimeUnit.Iso"/>.</summary>
    public DateTimeOffset Base { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>What 1 stands for, or ISO 8601.</summary>
    public TimeUnit Unit { get; init; } = TimeUnit.Iso;
}

/// <summary>How a time column counts.</summary>
public enum TimeUnit
{
    /// <summary>ISO 8601 text; without an offset it is UTC.</summary>
    Iso,

    /// <summary>Milliseconds from the base.</summary>
    Millisecond,

    /// <summary>Seconds from the base.</summary>
    Second,

    /// <summary>Minutes from the base.</summary>
    Minute,

    /// <summary>Hours from the base.</summary>
    Hour,

    /// <summary>Days from the base.</summary>
    Day,
}

/// <summary>An amount from a column.</summary>
public sealed record AmountMapping
{
    /// <summary>The column's name.</summary>
    public string? Column { get; init; }

    /// <summary>Smaller amounts are sent as this; absent: as they are.</summary>
    public decimal? Least { get; init; }

    /// <summary>Rounded to so many decimals, for files written from binary fractions (81.58000000000001); absent: as they are.</summary>
    public int? Decimals { get; init; }
}

/// <summary>Where the truth is.</summary>
public sealed record LabelMapping
{
    /// <summary>The column that holds it.</summary>
    public string? Column { get; init; }

    /// <summary>The text that means fraud.</summary>
    public string Positive { get; init; } = "1";

    /// <summary>Another member of the archive that labels accounts; absent: the event's own line has the label.</summary>
    public string? Member { get; init; }

    /// <summary>With a member: its column that names the account, as it stands in the events' account column.</summary>
    public string? Key { get; init; }
}
