using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Contracts;
using Platform.Learning.Ensembles;

namespace Platform.Scoring;

/// <summary>A model as one JSON document.</summary>
internal static class FraudModelFile
{
    private const int Format = 1;
    private const int VersionDigits = 12;
    private const int MostColumns = 10_000;
    private const int MostExamples = 100_000;

    // Margins are sums of floats, so another processor may round the last digits otherwise; anything more is another model.
    private const double Tolerance = 1e-4;

    public static byte[] Write(FraudModelDocument document) =>
        JsonSerializer.SerializeToUtf8Bytes(document with { Format = Format }, FraudModelJson.Default.FraudModelDocument);

    public static FraudModel Read(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > FraudModel.MostBytes) throw new FormatException($"A model has at most {FraudModel.MostBytes} bytes.");

        var document = Parse(bytes);
        if (document.Format != Format) throw new FormatException($"The model is of format {document.Format}; {Format} is read.");

        var ensemble = StackedEnsemble.FromBytes(JsonSerializer.SerializeToUtf8Bytes(document.Ensemble));
        if (Problem(document, ensemble) is { } problem) throw new FormatException(problem);

        var version = Convert.ToHexStringLower(SHA256.HashData(bytes.Span))[..VersionDigits];
        var model = new FraudModel(version, document, ensemble);
        CheckMargins(model, document.Margins);
        return model;
    }

    private static FraudModelDocument Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes.Span, FraudModelJson.Default.FraudModelDocument)
                ?? throw new FormatException("The model is empty.");
        }
        catch (JsonException e)
        {
            throw new FormatException($"This is not a whole model: {e.Message}", e);
        }
    }

    private static string? Problem(FraudModelDocument document, StackedEnsemble ensemble) => document switch
    {
        { Columns.Count: 0 or > MostColumns } => $"A model reads 1 to {MostColumns} features.",
        { Examples.Ids.Count: > MostExamples } => $"A model has at most {MostExamples} examples.",
        _ when document.Columns.Count != ensemble.Columns => "The model names another number of features than it reads.",
        _ when document.Columns.Distinct(StringComparer.Ordinal).Count() != document.Columns.Count => "The model names a feature twice.",
        _ when !document.Importance.Select(one => one.Feature).SequenceEqual(document.Columns) => "The model's importances are damaged.",
        _ when document.Margins.Count > document.Examples.Ids.Count => "The model has more margins than examples.",
        _ => null,
    };

    private static void CheckMargins(FraudModel model, IReadOnlyList<double> margins)
    {
        for (var i = 0; i < margins.Count; i++)
        {
            var now = model.Ensemble.Margin(model.Examples.Row(i));
            if (!(Math.Abs(now - margins[i]) <= Tolerance * Math.Max(1, Math.Abs(margins[i]))))
                throw new FormatException($"For example {i} the model gave {margins[i]:R} when it was trained, and gives {now:R} now.");
        }
    }
}

/// <summary>The file.</summary>
internal sealed record FraudModelDocument
{
    public int Format { get; init; }

    public required string FeatureSet { get; init; }

    public required IReadOnlyList<string> Columns { get; init; }

    public required TrainingSummary Training { get; init; }

    public required IReadOnlyList<ColumnImportance> Importance { get; init; }

    public required ExamplesDocument Examples { get; init; }

    /// <summary>What the ensemble gave for the first examples.</summary>
    public required IReadOnlyList<double> Margins { get; init; }

    /// <summary>As <see cref="EnsembleTrainer"/> wrote it.</summary>
    public required JsonElement Ensemble { get; init; }
}

/// <summary>Examples in the file; the rows are little-endian floats, row after row.</summary>
internal sealed record ExamplesDocument(IReadOnlyList<string> Ids, IReadOnlyList<bool> Labels, byte[] Rows);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(FraudModelDocument))]
internal sealed partial class FraudModelJson : JsonSerializerContext;
