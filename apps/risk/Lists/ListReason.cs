using Platform.Contracts;

namespace Platform.Risk.Lists;

/// <summary>Puts into words that an event is on a list.</summary>
internal static class ListReason
{
    /// <summary>Its share of the score is none: a list decides beside it.</summary>
    public static Reason Of(ListHit hit)
    {
        var (description, why) = (hit.Description.Length > 0 ? $": {hit.Description}" : "", hit.Reason is { } reason ? $" ({reason})" : "");
        var (field, kind) = ($"{hit.Field}".ToLowerInvariant(), $"{hit.Kind}".ToLowerInvariant());
        return new($"list:{hit.List}", $"The {field} is on the {kind} list '{hit.List}'{description}{why}", 0);
    }
}
