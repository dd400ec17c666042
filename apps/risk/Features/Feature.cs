namespace Platform.Risk.Features;

/// <summary>What is computed for every event, in the order of the stored vector. Histories end just before the event.</summary>
/// <remarks>Append only, and raise <see cref="FeatureSet.Version"/> with every change: stored vectors and models depend on it.</remarks>
internal enum Feature
{
    /// <summary>The amount, in major units.</summary>
    Amount,

    /// <summary>Standard deviations of the amount above the account's normal for the kind; missing for its first of the kind.</summary>
    AmountZ,

    /// <summary>The amount over the account's usual amount of the kind; missing for its first of the kind.</summary>
    AmountRatio,

    /// <summary>Standard deviations of the amount above what the tenant's accounts pay in events of this kind and currency.</summary>
    TenantAmountZ,

    /// <summary>Events the account sent in the last hour.</summary>
    SentCount1h,

    /// <summary>Events the account sent in the last day.</summary>
    SentCount1d,

    /// <summary>Events the account sent in the last 7 days.</summary>
    SentCount7d,

    /// <summary>Events the account sent in the last 30 days.</summary>
    SentCount30d,

    /// <summary>What the account sent in the last day.</summary>
    SentSum1d,

    /// <summary>Today's events, this one included, over those of its usual day; missing below 3 events of history.</summary>
    SentRate,

    /// <summary>What it sent today, this event included, over what it sends on its usual day; missing below 3 events of history.</summary>
    SentSpike,

    /// <summary>Seconds since the account last sent; missing for its first event.</summary>
    SinceLastSent,

    /// <summary>Distinct counterparties the account sent to in the last 7 days; up to 64.</summary>
    Payees7d,

    /// <summary>1 when the account never sent to this counterparty as far as remembered, else 0; missing for its first event.</summary>
    NewPayee,

    /// <summary>First-time counterparties of the account lately, this one included; fades with a half-life of an hour.</summary>
    NewPayees1h,

    /// <summary>1 when the account's device is not among its last 8, else 0; missing without device or for its first event.</summary>
    NewDevice,

    /// <summary>Days since the account was first seen sending.</summary>
    AccountAge,

    /// <summary>1 from 00:00 to 06:00 UTC, else 0.</summary>
    Night,

    /// <summary>Share of the account's events that fall in the other half of night and day; missing for its first event.</summary>
    OddHour,

    /// <summary>Share of the account's events that fall in the other part of the week; missing for its first event.</summary>
    OddDay,

    /// <summary>Standard deviations of the amount above what the counterparty normally receives; missing for its first event.</summary>
    PayeeAmountZ,

    /// <summary>Events the counterparty received in the last hour.</summary>
    ReceivedCount1h,

    /// <summary>Events the counterparty received in the last day.</summary>
    ReceivedCount1d,

    /// <summary>Distinct accounts that paid the counterparty in the last day; up to 64.</summary>
    Payers1d,

    /// <summary>Today's events of the counterparty, this one included, over those of its usual day; missing below 3 events.</summary>
    ReceivedRate,

    /// <summary>Days since the counterparty was first seen receiving.</summary>
    PayeeAge,

    /// <summary>How far above their own normal the counterparty's latest payers paid, in standard deviations, mean of about 10.</summary>
    PayeeExcess,

    /// <summary>How alike the amount is to something the account received in the last 7 days: 1 the same, 0 nothing alike.</summary>
    PassThrough,

    /// <summary>Seconds since the account received the amount that <see cref="PassThrough"/> speaks of; missing without one.</summary>
    SinceReceived,

    /// <summary>Transfers that brought an alike amount back to the account it came from, this one included; 0 when it did not.</summary>
    CycleLength,

    /// <summary>What the account sent today, this event included, over what it received today; missing when it received nothing.</summary>
    SentOverReceived,

    /// <summary>Distinct accounts that paid this account in the last day; up to 64.</summary>
    OwnPayers1d,
}
