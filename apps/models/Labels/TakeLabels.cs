using Platform.Contracts;
using Platform.Dapr;
using Platform.Hosting;

namespace Platform.Models.Labels;

/// <summary>Takes labels as they are delivered. When one delivery fails all of it comes again, and what was taken is known.</summary>
internal sealed class TakeLabels(LabelLedger ledger) : IHandleBatch<Label>
{
    private const string By = "topic";

    public async Task<IReadOnlyList<Delivery>> HandleAsync(IReadOnlyList<Received<Label>> events, CancellationToken ct)
    {
        foreach (var tenant in events.GroupBy(e => e.Tenant, e => e.Data))
            await ledger.TakeAsync(tenant.Key, [.. tenant.DistinctBy(label => label.Id)], By, ct);

        return [.. Enumerable.Repeat(Delivery.Success, events.Count)];
    }
}
