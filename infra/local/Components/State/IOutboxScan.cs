namespace Platform.Local.Components.State;

/// <summary>A store whose keys can be found by their beginning, so that announcements left over from a crash are sent.</summary>
internal interface IOutboxScan
{
    /// <summary>At most <paramref name="limit"/> live physical keys that begin with <paramref name="prefix"/>, in order.</summary>
    Task<IReadOnlyList<string>> KeysAsync(string prefix, int limit, CancellationToken ct);
}
