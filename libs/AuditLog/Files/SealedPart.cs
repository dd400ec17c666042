using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.AuditLog;

/// <summary>
/// What stays of the oldest entries after their content is gone: enough to go on with tree and chain, so that the next checkpoint proves
/// that nothing else was there.
/// </summary>
/// <param name="Size">Entries that are sealed.</param>
/// <param name="Chain">Head of the chain after them, hex.</param>
/// <param name="Roots">Roots of the complete subtrees over them, largest first, hex.</param>
public sealed record SealedPart(long Size, string Chain, IReadOnlyList<string> Roots)
{
    /// <summary>The root of one of its complete subtrees.</summary>
    /// <param name="node">Which subtree.</param>
    /// <returns>Null when it is none of the largest ones, or has no form that a hash has.</returns>
    public Digest? Root(TreeNode node)
    {
        foreach (var (own, text) in new TreeRange(0, Size).Nodes().Zip(Roots))
        {
            if (own == node) return Digest.TryParse(text, out var root) ? root : null;
        }

        return null;
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(SealedPart))]
internal sealed partial class AuditLogJson : JsonSerializerContext;
