namespace Platform.Local.Sidecar.Publishing;

/// <summary>How a published body becomes an event.</summary>
internal enum ContentKind
{
    Text,
    Json,
    Binary,
    CloudEvent,
}

/// <summary>Reads content types as daprd does: without regard to case and parameters.</summary>
internal static class ContentKinds
{
    public static ContentKind Of(string? contentType)
    {
        var type = contentType.AsSpan();
        if (type.IndexOf(';') is >= 0 and var end) type = type[..end];
        type = type.Trim();
        return Is(type, "application/cloudevents+json") ? ContentKind.CloudEvent
            : Is(type, "application/json") ? ContentKind.Json
            : Is(type, "application/octet-stream") || Is(type, "application/cloudevents+protobuf") ? ContentKind.Binary
            : ContentKind.Text;
    }

    private static bool Is(ReadOnlySpan<char> type, ReadOnlySpan<char> other) => type.Equals(other, StringComparison.OrdinalIgnoreCase);
}
