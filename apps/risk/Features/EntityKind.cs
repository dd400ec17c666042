namespace Platform.Risk.Features;

/// <summary>Accounts and terminals are numbered apart: card 5 and terminal 5 are two entities.</summary>
internal enum EntityKind
{
    /// <summary>Pays; is paid in transfers.</summary>
    Account,

    /// <summary>Is paid in payments.</summary>
    Terminal,
}

/// <summary>Stable hashes of entity and device ids.</summary>
internal static class EntityHash
{
    /// <summary>The same on every machine and run, since checkpoints hold it.</summary>
    /// <remarks>Source: FNV-1a, 64 bit, over UTF-16 units, finished with a bit mixer.</remarks>
    public static ulong Of(EntityKind kind, string id)
    {
        var hash = 14695981039346656037UL ^ (ulong)kind;
        foreach (var unit in id) hash = (hash ^ unit) * 1099511628211UL;
        return Learning.SplitMix.Mix(hash);
    }
}
