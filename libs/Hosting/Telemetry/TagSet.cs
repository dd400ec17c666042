namespace Platform.Hosting;

/// <summary>Tags of a series, in the order the code gives them.</summary>
internal sealed class TagSet(KeyValuePair<string, object?>[] tags)
{
    public static TagSet Overflow { get; } = new([new("overflow", "true")]);

    public ReadOnlySpan<KeyValuePair<string, object?>> Tags => tags;

    /// <summary>As Prometheus writes them, without braces.</summary>
    public string Labels { get; } = PrometheusText.Labels(tags);
}

/// <summary>Finds a series by the tags of a measurement without copying them.</summary>
internal sealed class TagSetComparer :
    IEqualityComparer<TagSet>, IAlternateEqualityComparer<ReadOnlySpan<KeyValuePair<string, object?>>, TagSet>
{
    public static TagSetComparer Instance { get; } = new();

    public bool Equals(TagSet? x, TagSet? y) => x is null ? y is null : y is not null && Equals(x.Tags, y);

    public int GetHashCode(TagSet obj) => GetHashCode(obj.Tags);

    public TagSet Create(ReadOnlySpan<KeyValuePair<string, object?>> alternate) => new(alternate.ToArray());

    public bool Equals(ReadOnlySpan<KeyValuePair<string, object?>> alternate, TagSet other)
    {
        if (alternate.Length != other.Tags.Length)
            return false;
        for (var i = 0; i < alternate.Length; i++)
        {
            if (alternate[i].Key != other.Tags[i].Key || !Equals(alternate[i].Value, other.Tags[i].Value))
                return false;
        }
        return true;
    }

    public int GetHashCode(ReadOnlySpan<KeyValuePair<string, object?>> alternate)
    {
        var hash = new HashCode();
        foreach (var (_, value) in alternate)
            hash.Add(value);
        return hash.ToHashCode();
    }
}
