using Platform.Contracts;
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

    /// <summary>True while something of it is not check-pointed; kept by the table it is in.</summary>
    public bool IsDirty { get; set; }

    public PayerState? Payer { get; set; }

    public PayeeState? Payee { get; set; }
}

/// <summary>What is remembered of an entity that pays.</summary>
internal sealed class PayerState
{
    public const int MostPayees = 64;
    public const int MostDevices = 8;

    // They change in place, so they are handed out by reference.
    private RobustProfile payments;
    private RobustProfile transfers;
    private FadingCount newPayees;

    public WindowedStatistics Sent { get; init; } = new();

    public RecentSet Payees { get; init; } = new(MostPayees);

    public RecentSet Devices { get; init; } = new(MostDevices);

    public ref RobustProfile Payments => ref payments;

    public ref RobustProfile Transfers => ref transfers;

    public ref FadingCount NewPayees => ref newPayees;

    public long FirstSeen { get; set; }

    public long LastSeen { get; set; }

    public int Events { get; set; }

    public int Nights { get; set; }

    public int Weekends { get; set; }

    /// <summary>What is normal for events of a kind: rent is not compared with groceries.</summary>
    public ref RobustProfile AmountsOf(TransactionKind kind)
    {
        if (kind is TransactionKind.Transfer) return ref transfers;
        return ref payments;
    }
}

/// <summary>What is remembered of an entity that is paid.</summary>
internal sealed class PayeeState
{
    public const int MostPayers = 64;

    private RobustProfile amounts;

    public WindowedStatistics Received { get; init; } = new();

    public RecentSet Payers { get; init; } = new(MostPayers);

    public ref RobustProfile Amounts => ref amounts;

    public double Excess { get; set; }

    public Inflows Inflows { get; init; } = new();

    public long FirstSeen { get; set; }
}
