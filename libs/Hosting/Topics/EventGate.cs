using FluentValidation;
using Platform.Contracts;
using Platform.Dapr;

namespace Platform.Hosting;

/// <summary>Lets only events of a tenant with valid data through; the others will not improve by waiting and are dropped.</summary>
internal static class EventGate<TEvent>
{
    public static bool TryAdmit(
        CloudEvent<TEvent> e, IValidator<TEvent>? validator, TenantDirectory directory, out Received<TEvent> received)
    {
        var known = IsServed(e.TenantId, directory, out var tenant);
        received = new(tenant, e.Id, e.Data) { Time = e.Time };
        return known && (validator is null || validator.Validate(e.Data).IsValid);
    }

    /// <summary>
    /// The admitted events and the place of each in the delivery. Neighbours mostly share a tenant, so its id is read once.
    /// </summary>
    public static (List<Received<TEvent>> Events, List<int> Places) Admit(
        IReadOnlyList<BulkEntry<TEvent>> entries, IValidator<TEvent>? validator, TenantDirectory directory)
    {
        var (events, places) = (new List<Received<TEvent>>(entries.Count), new List<int>(entries.Count));
        var (text, tenant, known) = ((string?)null, default(TenantId), false);
        for (var i = 0; i < entries.Count; i++)
        {
            var e = entries[i].Event;
            if (e.TenantId != text || i == 0)
                (text, known) = (e.TenantId, IsServed(e.TenantId, directory, out tenant));
            if (!known || validator is not null && !validator.Validate(e.Data).IsValid)
                continue;
            events.Add(new(tenant, e.Id, e.Data) { Time = e.Time });
            places.Add(i);
        }
        return (events, places);
    }

    // An event of a tenant that is gone would bring its tables back; what was accepted before a suspension is still decided.
    private static bool IsServed(string? text, TenantDirectory directory, out TenantId tenant) =>
        TenantId.TryCreate(text, out tenant) && directory.StandingOf(tenant) is not Standing.Gone;
}
