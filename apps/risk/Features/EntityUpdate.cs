using Platform.Contracts;
using Platform.Learning;

namespace Platform.Risk.Features;

/// <summary>Takes an event into the histories of both its ends.</summary>
/// <remarks>
/// What one end hands to the other comes in as <see cref="Carried"/> and is kept in the log: each end depends on its own state only,
/// so a replay leads to the same states even when one end was check-pointed later than the other.
/// </remarks>
internal static class EntityUpdate
{
    private const int MostCounted = 1 << 20;
    private const double ExcessStep = 0.1;

    public static void Apply(in Scene scene, in Carried carried, long sequence)
    {
        // Both are compared before either is raised: an account may pay itself.
        var (send, receive) = (sequence > scene.From.Sequence, sequence > scene.To.Sequence);
        if (send) Send(scene, scene.From.Payer ??= new() { FirstSeen = scene.Time });
        if (receive) Receive(scene, scene.To.Payee ??= new() { FirstSeen = scene.Time }, carried);

        scene.From.Sequence = Math.Max(scene.From.Sequence, sequence);
        scene.To.Sequence = Math.Max(scene.To.Sequence, sequence);
    }

    private static void Send(in Scene scene, PayerState payer)
    {
        if (payer.Payees.Count > 0 && payer.Payees.LastSeen(scene.To.Hash) is null)
            payer.NewPayees.Add(scene.Time, FeatureExtractor.NewPayeeHalfLife, 1);

        payer.Sent.Add(scene.Time, scene.Amount);
        payer.AmountsOf(scene.Transaction.Kind).Add(scene.Amount);
        payer.Payees.Touch(scene.To.Hash, scene.Time);
        if (scene.Transaction.Device is { } device) payer.Devices.Touch(EntityHash.Of(EntityKind.Account, device), scene.Time);

        payer.LastSeen = Math.Max(payer.LastSeen, scene.Time);
        payer.FirstSeen = Math.Min(payer.FirstSeen, scene.Time);
        Count(scene.Time, payer);
    }

    // Halving keeps the shares and lets habits change.
    private static void Count(long time, PayerState payer)
    {
        if (payer.Events >= MostCounted)
            (payer.Events, payer.Nights, payer.Weekends) = (payer.Events / 2, payer.Nights / 2, payer.Weekends / 2);

        payer.Events++;
        if (Calendar.IsNight(time)) payer.Nights++;
        if (Calendar.IsWeekend(time)) payer.Weekends++;
    }

    private static void Receive(in Scene scene, PayeeState payee, in Carried carried)
    {
        payee.Received.Add(scene.Time, scene.Amount);
        payee.Amounts.Add(scene.Amount);
        payee.Excess += (carried.Excess - payee.Excess) * ExcessStep;
        payee.Payers.Touch(scene.From.Hash, scene.Time);
        payee.FirstSeen = Math.Min(payee.FirstSeen, scene.Time);

        if (scene.Transaction.Kind is TransactionKind.Transfer)
            payee.Inflows.Add(new(scene.Amount, scene.Time, carried.Origin, carried.Hops));
    }
}
