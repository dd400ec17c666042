using System.Globalization;

namespace Platform.Local.Workflows.Records;

/// <summary>Where an app's workflows are in the store: as Dapr's workflow actors lay them out.</summary>
/// <remarks>
/// <c>{appId}||dapr.internal.{namespace}.{appId}.workflow||{instanceId}||</c> and then <c>metadata</c>, <c>customStatus</c>,
/// <c>history-NNNNNN</c> or <c>inbox-NNNNNN</c>.
/// </remarks>
internal sealed class InstanceKeys(string appId, string @namespace)
{
    private const string Separator = "||";
    private const string MetadataName = "metadata";
    private const string InboxPrefix = "inbox-";

    /// <summary>What every key begins with.</summary>
    public string Prefix { get; } = $"{appId}||dapr.internal.{@namespace}.{appId}.workflow||";

    public string Metadata(string instanceId) => Key(instanceId, MetadataName);

    public string CustomStatus(string instanceId) => Key(instanceId, "customStatus");

    public string History(string instanceId, int number) => Key(instanceId, Numbered("history-", number));

    public string Inbox(string instanceId, int number) => Key(instanceId, Numbered(InboxPrefix, number));

    /// <summary>Takes a key apart; false for keys that say nothing about what an instance waits for.</summary>
    /// <param name="key">A key that begins with the prefix.</param>
    /// <param name="instanceId">Whose it is.</param>
    /// <param name="inbox">The number of an inbox record; null for the metadata.</param>
    public bool TryRead(string key, out string instanceId, out int? inbox)
    {
        (instanceId, inbox) = ("", null);
        var end = key.LastIndexOf(Separator, StringComparison.Ordinal);
        if (end < Prefix.Length) return false;
        var name = key.AsSpan(end + Separator.Length);
        var isInbox = name.StartsWith(InboxPrefix, StringComparison.Ordinal);
        if (!isInbox && !name.SequenceEqual(MetadataName)) return false;

        instanceId = key[Prefix.Length..end];
        if (!isInbox) return true;
        if (!int.TryParse(name[InboxPrefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        inbox = number;
        return true;
    }

    private string Key(string instanceId, string name) => string.Concat(Prefix, instanceId, Separator, name);

    private static string Numbered(string prefix, int number) => prefix + number.ToString("D6", CultureInfo.InvariantCulture);
}
