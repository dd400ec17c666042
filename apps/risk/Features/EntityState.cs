using Platform.Learning;

namespace Platform.Risk.Features;

/// <summary>All that is remembered of one entity, in its two roles; at most about 10 KB, typically 1 to 2.</summary>
internal sealed class EntityState(EntityKind kind, string id)
{
    public EntityKind Kind { get; } = kind;

    public string Id { get; } = id;

    public ulong Hash { get; } = EntityHash.Of(kind, id);

    /// <summary>Position in the decision log of the last event taken in; replay skips what is not above it.</summary>
    public long Sequence { get; set; }

    public PayerState? Payer { get; set; }

    public PayeeState? Payee { get; set; }
}

/// <summary>What is remembered of an entity that pays.</summary>
internal sealed class PayerState
{
    public const int MostPayees = 64;
    public const int MostDevices = 8;

    public WindowedStatistics Sent { get; init; } = new();

    public RecentSet Payees { get; init; } = new(MostPayees);

    public RecentSet Devices { get; init; } = new(MostDevices);

    public RobustProfile Amounts;
    public FadingCount NewPayees;
    public long FirstSeen;
    public long LastSeen;
    public int Events;
    public int Nights;
    public int Weekends;
}

/// <summary>What is remembered of an entity that is paid.</summary>
internal sealed class PayeeState
{
    public const int MostPayers = 64;

    public WindowedStatistics Received { get; init; } = new();

    public RecentSet Payers { get; init; } = new(MostPayers);

    public RobustProfile Amounts;
    public double Excess;

    public Inflows Inflows { get; init; } = new();

    public long FirstSeen;
}
