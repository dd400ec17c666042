using Platform.Contracts;
using Platform.Learning;
using static Platform.Risk.Features.Feature;

namespace Platform.Risk.Features;

/// <summary>One event with the states of both its ends.</summary>
internal readonly ref struct Scene(Transaction transaction, EntityState from, EntityState to, TenantBaseline baseline)
{
    public Transaction Transaction { get; } = transaction;

    public EntityState From { get; } = from;

    public EntityState To { get; } = to;

    public TenantBaseline Baseline { get; } = baseline;

    public double Amount { get; } = (double)transaction.Amount;

    public long Time { get; } = transaction.Time.ToUnixTimeSeconds();
}

/// <summary>Computes the features of an event from the histories of its ends; changes nothing but expired buckets.</summary>
internal static class FeatureExtractor
{
    public const double NewPayeeHalfLife = 3_600;
    private const int FewestForRate = 3;
    private const long Day = 86_400;

    /// <summary>Fills a vector.</summary>
    /// <param name="scene">The event; both states as they were before it.</param>
    /// <param name="values">Receives <see cref="FeatureSet.Count"/> values, NaN where there is no history yet. O(1), no allocation.</param>
    public static void Extract(in Scene scene, Span<float> values)
    {
        values.Fill(float.NaN);
        Set(values, Amount, scene.Amount);
        Set(values, TenantAmountZ, scene.Baseline.ZScore(scene.Transaction, scene.Amount));
        Set(values, Night, Calendar.IsNight(scene.Time) ? 1 : 0);

        if (scene.From.Payer is { } payer) Sending(scene, payer, values);
        else Untouched(values, SentCount1h, SentCount1d, SentCount7d, SentCount30d, SentSum1d, Payees7d, AccountAge);

        if (scene.To.Payee is { } payee) Receiving(scene, payee, values);
        else Untouched(values, ReceivedCount1h, ReceivedCount1d, Payers1d, PayeeAge, PayeeExcess);

        Set(values, NewPayees1h, NewPayeesOf(scene));
        Passing(scene, values);
    }

    /// <summary>True when the account has sent before, but not to this counterparty.</summary>
    public static bool IsNewPayee(in Scene scene) => scene.From.Payer is { } payer && payer.Payees.LastSeen(scene.To.Hash) is null;

    private static void Sending(in Scene scene, PayerState payer, Span<float> values)
    {
        var (day, month) = (payer.Sent.Read(Window.Day, scene.Time), payer.Sent.Read(Window.Month, scene.Time));
        ref readonly var amounts = ref payer.AmountsOf(scene.Transaction.Kind);
        Set(values, AmountZ, amounts.ZScore(scene.Amount));
        Set(values, AmountRatio, amounts.Mean > 0 ? scene.Amount / amounts.Mean : double.NaN);
        Set(values, SentCount1h, payer.Sent.Read(Window.Hour, scene.Time).Count);
        Set(values, SentCount1d, day.Count);
        Set(values, SentCount7d, payer.Sent.Read(Window.Week, scene.Time).Count);
        Set(values, SentCount30d, month.Count);
        Set(values, SentSum1d, day.Sum);
        Set(values, SentRate, Rate(day.Count + 1, month, month.Count, Age(payer.FirstSeen, scene)));
        Set(values, SentSpike, Rate(day.Sum + scene.Amount, month, month.Sum, Age(payer.FirstSeen, scene)));
        Set(values, SinceLastSent, Math.Max(0, scene.Time - payer.LastSeen));
        Set(values, Payees7d, payer.Payees.CountSince(scene.Time - 7 * Day));
        Set(values, NewPayee, IsNewPayee(scene) ? 1 : 0);
        Set(values, AccountAge, Age(payer.FirstSeen, scene));
        Habits(scene, payer, values);
    }

    // Laplace's rule keeps a share away from 0 and 1 while there are few events.
    private static void Habits(in Scene scene, PayerState payer, Span<float> values)
    {
        var night = (payer.Nights + 1.0) / (payer.Events + 2);
        var weekend = (payer.Weekends + 1.0) / (payer.Events + 2);
        Set(values, OddHour, Calendar.IsNight(scene.Time) ? 1 - night : night);
        Set(values, OddDay, Calendar.IsWeekend(scene.Time) ? 1 - weekend : weekend);

        if (scene.Transaction.Device is { } device && payer.Devices.Count > 0)
            Set(values, NewDevice, payer.Devices.LastSeen(EntityHash.Of(EntityKind.Account, device)) is null ? 1 : 0);
    }

    private static void Receiving(in Scene scene, PayeeState payee, Span<float> values)
    {
        var (day, month) = (payee.Received.Read(Window.Day, scene.Time), payee.Received.Read(Window.Month, scene.Time));
        Set(values, PayeeAmountZ, payee.Amounts.ZScore(scene.Amount));
        Set(values, ReceivedCount1h, payee.Received.Read(Window.Hour, scene.Time).Count);
        Set(values, ReceivedCount1d, day.Count);
        Set(values, Payers1d, payee.Payers.CountSince(scene.Time - Day));
        Set(values, ReceivedRate, Rate(day.Count + 1, month, month.Count, Age(payee.FirstSeen, scene)));
        Set(values, PayeeAge, Age(payee.FirstSeen, scene));
        Set(values, PayeeExcess, payee.Excess);
    }

    private static void Passing(in Scene scene, Span<float> values)
    {
        Set(values, PassThrough, 0);
        Set(values, CycleLength, 0);
        Set(values, OwnPayers1d, 0);
        if (scene.From.Payee is not { } own) return;

        var (match, likeness) = own.Inflows.Like(scene.Amount, scene.Time);
        var received = own.Received.Read(Window.Day, scene.Time);
        var sent = scene.From.Payer?.Sent.Read(Window.Day, scene.Time).Sum ?? 0;
        Set(values, PassThrough, likeness);
        Set(values, SinceReceived, likeness > 0 ? scene.Time - match.Time : double.NaN);
        Set(values, CycleLength, likeness > 0 && match.Origin == scene.To.Hash ? match.Hops + 1 : 0);
        Set(values, SentOverReceived, received.Sum > 0 ? (sent + scene.Amount) / received.Sum : double.NaN);
        Set(values, OwnPayers1d, own.Payers.CountSince(scene.Time - Day));
    }

    private static double NewPayeesOf(in Scene scene) =>
        (scene.From.Payer?.NewPayees.Read(scene.Time, NewPayeeHalfLife) ?? 0) + (IsNewPayee(scene) ? 1 : 0);

    // Today over the usual day of the last 30, which were fewer for someone first seen later. A week is assumed at least, else the
    // second event ever would already look like a burst.
    private static double Rate(double today, in WindowSummary month, double monthTotal, double ageDays) =>
        month.Count < FewestForRate ? double.NaN : today * Math.Clamp(ageDays, 7, 30) / monthTotal;

    private static double Age(long firstSeen, in Scene scene) => Math.Max(0, scene.Time - firstSeen) / (double)Day;

    private static void Untouched(Span<float> values, params ReadOnlySpan<Feature> features)
    {
        foreach (var feature in features) Set(values, feature, 0);
    }

    private static void Set(Span<float> values, Feature feature, double value) => values[(int)feature] = (float)value;
}
