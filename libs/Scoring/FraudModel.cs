using Platform.Contracts;
using Platform.Learning.Ensembles;

namespace Platform.Scoring;

/// <summary>An ensemble that learnt from confirmed fraud, with all that is needed to use it, check it and explain it.</summary>
/// <remarks>Immutable, safe for many threads. One file; its version is the hash of its bytes.</remarks>
public sealed class FraudModel
{
    /// <summary>The largest file that is read, 64 MiB: deep ensembles have a few.</summary>
    public const int MostBytes = 64 << 20;

    /// <summary>As decisions name it.</summary>
    public const string Name = "ensemble";

    private readonly Lazy<ExampleLikeness> likeness;

    internal FraudModel(string version, FraudModelDocument document, StackedEnsemble ensemble)
    {
        (Version, FeatureSet, Columns, Ensemble) = (version, document.FeatureSet, document.Columns, ensemble);
        (Training, Importance) = (document.Training, document.Importance);
        Examples = TrainingExamples.Read(document.Examples, document.Columns.Count);
        likeness = new(() => new(this));
    }

    /// <summary>First 12 hexadecimal digits of the SHA-256 of its bytes.</summary>
    public string Version { get; }

    /// <summary>Version of the features that it was trained on; of others it cannot judge.</summary>
    public string FeatureSet { get; }

    /// <summary>Names of the features that it reads, in the order of a row.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The model itself.</summary>
    public StackedEnsemble Ensemble { get; }

    /// <summary>What it was trained on, and how good it was.</summary>
    public TrainingSummary Training { get; }

    /// <summary>What each feature is worth to it, in the order of <see cref="Columns"/>.</summary>
    public IReadOnlyList<ColumnImportance> Importance { get; }

    /// <summary>Some of the events that it was trained on.</summary>
    public TrainingExamples Examples { get; }

    /// <summary>How alike events are to the examples; made when it is first asked for.</summary>
    public ExampleLikeness Likeness => likeness.Value;

    /// <summary>Reads a model and checks that it gives what it gave when it was trained.</summary>
    /// <param name="bytes">As <see cref="FraudModelTrainer"/> wrote them; not trusted.</param>
    /// <returns>The model.</returns>
    /// <exception cref="FormatException">The bytes are not a whole model, or it no longer gives the same margins.</exception>
    public static FraudModel FromBytes(ReadOnlyMemory<byte> bytes) => FraudModelFile.Read(bytes);

    /// <summary>Picks a model's row out of a feature vector.</summary>
    /// <param name="features">The features of the vector.</param>
    /// <returns>Position in the vector of each column; null when these are not the features that it was trained on.</returns>
    public int[]? PositionsIn(TransactionFeatures features)
    {
        if (features.Version != FeatureSet) return null;

        var positions = new int[Columns.Count];
        for (var i = 0; i < positions.Length; i++)
        {
            if (!features.TryFind(Columns[i], out positions[i])) return null;
        }

        return positions;
    }
}
