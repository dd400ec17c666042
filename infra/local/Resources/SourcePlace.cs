namespace Platform.Local.Resources;

/// <summary>Where something was written, for messages: <c>components/pubsub.yaml:12</c>.</summary>
internal sealed record SourcePlace(string File, int Line)
{
    public override string ToString() => $"{File}:{Line}";
}
