using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Platform.Risk.Scoring;

/// <summary>Thresholds and weights as a text that can be kept, and its version.</summary>
internal sealed record ScoringSettings(string Version, string Text)
{
    public static ScoringSettings Of(ScoringOptions options)
    {
        var text = JsonSerializer.Serialize(options);
        return new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12], text);
    }

    /// <exception cref="JsonException">The text is damaged.</exception>
    public static ScoringOptions Read(string text) =>
        JsonSerializer.Deserialize<ScoringOptions>(text) ?? throw new JsonException("There are no settings.");
}
