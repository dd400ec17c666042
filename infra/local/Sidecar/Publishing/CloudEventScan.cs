using System.Text.Json;

namespace Platform.Local.Sidecar.Publishing;

/// <summary>The attributes of a CloudEvent that the sidecar looks at.</summary>
[Flags]
internal enum EventAttribute
{
    None = 0,
    Id = 1,
    Source = 2,
    Type = 4,
    SpecVersion = 8,
    Time = 16,
    Topic = 32,
    PubSubName = 64,
    TraceId = 128,
    TraceParent = 256,
    TraceState = 512,
    Expiration = 1024,
}

/// <summary>Where each top-level attribute of an event lies in the client's bytes, found in one pass and without building a tree.</summary>
/// <remarks>One instance is used again and again, so that scanning an event allocates nothing.</remarks>
internal sealed class CloudEventScan
{
    private readonly List<Property> properties = new(16);

    public IReadOnlyList<Property> Properties => properties;

    public EventAttribute Present { get; private set; }

    /// <summary>The reader stands on the opening brace and ends on the closing one.</summary>
    public void Read(ref Utf8JsonReader reader)
    {
        properties.Clear();
        Present = EventAttribute.None;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex;
            var attribute = reader.ValueIsEscaped ? EventAttribute.None : Known(reader.ValueSpan);
            reader.Read();
            var value = (int)reader.TokenStartIndex;
            reader.Skip();
            properties.Add(new Property(attribute, start, value, (int)reader.BytesConsumed));
            Present |= attribute;
        }
    }

    public bool Has(EventAttribute attribute) => (Present & attribute) != 0;

    private static EventAttribute Known(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 when name.SequenceEqual("id"u8) => EventAttribute.Id,
        4 when name.SequenceEqual("type"u8) => EventAttribute.Type,
        4 when name.SequenceEqual("time"u8) => EventAttribute.Time,
        5 when name.SequenceEqual("topic"u8) => EventAttribute.Topic,
        6 when name.SequenceEqual("source"u8) => EventAttribute.Source,
        7 when name.SequenceEqual("traceid"u8) => EventAttribute.TraceId,
        10 when name.SequenceEqual("pubsubname"u8) => EventAttribute.PubSubName,
        10 when name.SequenceEqual("tracestate"u8) => EventAttribute.TraceState,
        10 when name.SequenceEqual("expiration"u8) => EventAttribute.Expiration,
        11 when name.SequenceEqual("specversion"u8) => EventAttribute.SpecVersion,
        11 when name.SequenceEqual("traceparent"u8) => EventAttribute.TraceParent,
        _ => EventAttribute.None,
    };

    /// <param name="Attribute">Which one, if it is one we look at.</param>
    /// <param name="Start">Where the name's quote is.</param>
    /// <param name="Value">Where the value begins.</param>
    /// <param name="End">Behind the value.</param>
    internal readonly record struct Property(EventAttribute Attribute, int Start, int Value, int End);
}
