namespace Platform.Local.Components.State;

/// <summary>A store whose keys can be found by their beginning, so that what a crash left over is found again.</summary>
internal interface IOutboxScan
{
    /// <summary>At most <paramref name="limit"/> live physical keys that begin with <paramref name="prefix"/>, in order.</summary>
    Task<IReadOnlyList<string>> KeysAsync(string prefix, int limit, CancellationToken ct) => KeysAsync(prefix, "", limit, ct);

    /// <summary>Those behind the last key of the page before, in the store's own order; the empty text is before all.</summary>
    Task<IReadOnlyList<string>> KeysAsync(string prefix, string after, int limit, CancellationToken ct);
}
