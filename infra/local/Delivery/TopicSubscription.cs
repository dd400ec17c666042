using System.Globalization;
using System.Text.Json;
using Platform.Local.Components;
using Platform.Local.Resources;
using Platform.Local.Sidecar;

namespace Platform.Local.Delivery;

/// <summary>What one subscription wants: where events go, which are out of date, what becomes of those that nobody takes.</summary>
internal sealed class TopicSubscription(SubscriptionResource resource, LoadedComponent<IPubSub> broker, TimeProvider time)
{
    private static readonly TimeSpan DeadLetterAgain = TimeSpan.FromSeconds(1);

    private readonly EventRouter router = new(resource.Rules);
    private readonly string? deadLetterTopic = string.IsNullOrEmpty(resource.DeadLetterTopic) ? null : resource.DeadLetterTopic;

    public string Topic => resource.Topic;

    /// <summary>Where a message goes that nobody takes, for the log.</summary>
    public string Fallback => deadLetterTopic ?? "the broker";

    public bool IsRaw { get; } = resource.Metadata.Any(
        pair => pair.Key.Equals("rawPayload", StringComparison.OrdinalIgnoreCase) && pair.Value.Equals("true", StringComparison.OrdinalIgnoreCase));

    public bool IsBulk => resource.Bulk is not null;

    public int MaxBatch { get; } = Math.Clamp(resource.Bulk?.MaxMessages ?? 1, 1, 10_000);

    public TimeSpan MaxWait { get; } = TimeSpan.FromMilliseconds(Math.Clamp(resource.Bulk?.MaxAwaitMs ?? 0, 0, 60_000));

    /// <summary>Settles what is not to be delivered, and sorts the rest by path, in order.</summary>
    public async Task<IReadOnlyCollection<DeliveryBatch>> SortAsync(IPortion portion, CancellationToken ct)
    {
        var batches = new Dictionary<string, DeliveryBatch>(StringComparer.Ordinal);
        for (var i = 0; i < portion.Messages.Count; i++)
        {
            var message = portion.Messages[i];
            var (fate, path) = Judge(message);
            if (fate == Fate.Deliver) BatchFor(batches, portion, path!).Add(i);
            else if (fate == Fate.Fail) portion.Settle(i, await FailAsync(message, ct));
            else portion.Settle(i, await DropAsync(message, ct));
        }

        return batches.Values;
    }

    /// <summary>Out of the way: to the dead-letter topic if there is one, and acknowledged.</summary>
    public async Task<Outcome> DropAsync(Message message, CancellationToken ct)
    {
        if (deadLetterTopic is not null) await DeadLetterAsync(message, ct);
        return Outcome.Ack;
    }

    /// <summary>All attempts failed: to the dead-letter topic, or else back to the broker.</summary>
    public async Task<Outcome> FailAsync(Message message, CancellationToken ct)
    {
        if (deadLetterTopic is null) return Outcome.Nack;
        await DeadLetterAsync(message, ct);
        return Outcome.Ack;
    }

    /// <summary>A raw message as the app gets it: base64 in the entry of a bulk, a CloudEvent made around the bytes otherwise.</summary>
    public DeliveredEvent Present(Message message) => new(IsBulk ? message.Data : AroundRaw(message.Data.Span), message.Metadata);

    private DeliveryBatch BatchFor(Dictionary<string, DeliveryBatch> batches, IPortion portion, string path)
    {
        if (!batches.TryGetValue(path, out var batch)) batches[path] = batch = new DeliveryBatch(portion, path, IsRaw);
        return batch;
    }

    private (Fate Fate, string? Path) Judge(Message message)
    {
        if (IsRaw) return router.Route(AroundRaw(message.Data.Span));
        if (!message.IsEnvelope && !EventText.IsObject(message.Data.Span)) return (Fate.Fail, null);
        return IsOutOfDate(message) ? (Fate.Drop, null) : router.Route(message.Data);
    }

    private bool IsOutOfDate(Message message) =>
        EventText.Find(message.Data.Span, "expiration"u8) is { } text
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end)
        && end <= time.GetUtcNow();

    // A full or absent broker is no reason to lose a message that is already in trouble; it waits as long as the engine runs.
    private async Task DeadLetterAsync(Message message, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                await broker.Instance.PublishAsync(deadLetterTopic!, [message], ct);
                return;
            }
            catch (Exception) when (!ct.IsCancellationRequested)
            {
                await Task.Delay(DeadLetterAgain, TimeProvider.System, ct);
            }
        }
    }

    private byte[] AroundRaw(ReadOnlySpan<byte> payload)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteBase64String("data_base64", payload);
            json.WriteString("datacontenttype", "application/octet-stream");
            json.WriteString("id", Guid.NewGuid());
            json.WriteString("pubsubname", resource.PubSub);
            json.WriteString("source", "Dapr");
            json.WriteString("specversion", "1.0");
            json.WriteString("topic", resource.Topic);
            json.WriteString("type", "com.dapr.event.sent");
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
