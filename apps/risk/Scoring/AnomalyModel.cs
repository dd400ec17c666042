using System.Buffers;
using Platform.Learning;

namespace Platform.Risk.Scoring;

/// <summary>An isolation forest with the distribution of its scores on the tenant's own traffic.</summary>
/// <param name="Events">Position of the log up to which it was trained.</param>
/// <param name="Forest">The forest, over <see cref="ModelInput"/>.</param>
/// <param name="Scores">Scores of the training rows.</param>
internal sealed record AnomalyModel(long Events, IsolationForest Forest, Quantiles Scores) : IScoringModel
{
    public const string Name = "isolation-forest";

    // At this surprise, one event in ten thousand, the model is as sure as it can be.
    private const double FullSurprise = 4;
    private const ulong Seed = 20_08;
    private const int MostScored = 16_384;

    /// <summary>Feature set and position of the log; changes whenever the model is trained again.</summary>
    public string Version => $"{FeatureSet}.{Events}";

    /// <summary>Version of the feature set of the rows that it was trained on.</summary>
    public required string FeatureSet { get; init; }

    /// <summary>Trains on vectors as <see cref="ModelInput.Write"/> made them. Deterministic.</summary>
    public static AnomalyModel Train(ReadOnlySpan<float> rows, long events, string featureSet)
    {
        var forest = IsolationForest.Fit(rows, ModelInput.Columns, new() { Trees = 100, SampleSize = 256, Seed = Seed });

        return new(events, forest, Quantiles.Of(ScoresOf(forest, rows))) { FeatureSet = featureSet };
    }

    /// <summary>How unusual a row is among the tenant's traffic: 0.25 for the top tenth, 0.5 for the top hundredth, 1 at most.</summary>
    public double Score(ReadOnlySpan<float> row) => Math.Min(1, Scores.SurpriseOf(Forest.Score(row)) / FullSurprise);

    public byte[] ToBytes()
    {
        var bytes = new ArrayBufferWriter<byte>();
        Scores.Write(new(bytes));
        return [.. BitConverter.GetBytes(bytes.WrittenCount), .. bytes.WrittenSpan, .. Forest.ToBytes()];
    }

    /// <exception cref="FormatException">The bytes are damaged, or the model reads another number of columns.</exception>
    public static AnomalyModel FromBytes(long events, ReadOnlySpan<byte> bytes, string featureSet)
    {
        if (bytes.Length < 4 || BitConverter.ToInt32(bytes) is var length && (length < 0 || length > bytes.Length - 4))
            throw new FormatException("The model's bytes end too early.");

        var reader = new PackedReader(bytes.Slice(4, length));
        var forest = IsolationForest.FromBytes(bytes[(4 + length)..]);

        return forest.Columns == ModelInput.Columns
            ? new(events, forest, Quantiles.Load(ref reader)) { FeatureSet = featureSet }
            : throw new FormatException("The model was trained on other features.");
    }

    // Evenly spaced rows give the quantiles as well as all of them would, at a fraction of the work.
    private static double[] ScoresOf(IsolationForest forest, ReadOnlySpan<float> rows)
    {
        var count = rows.Length / ModelInput.Columns;
        var stride = (count + MostScored - 1) / MostScored;
        var scores = new double[(count + stride - 1) / stride];
        for (var i = 0; i < scores.Length; i++) scores[i] = forest.Score(rows.Slice(i * stride * ModelInput.Columns, ModelInput.Columns));

        return scores;
    }
}
