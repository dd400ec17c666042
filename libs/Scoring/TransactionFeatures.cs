using System.Globalization;
using Platform.Contracts;
using Platform.Learning.Features;

namespace Platform.Scoring;

/// <summary>What an entity may be in an event; the order is that of the entities in the feature set.</summary>
public enum Role
{
    /// <summary>Pays.</summary>
    Sender,

    /// <summary>Is paid.</summary>
    Receiver,

    /// <summary>What the sender received before; read only.</summary>
    Own,

    /// <summary>All of the tenant's events of a kind and currency.</summary>
    Market,
}

/// <summary>The declared features of transactions, the same for scoring and for training.</summary>
public sealed class TransactionFeatures
{
    /// <summary>Name of the file in the folder of declared features.</summary>
    public const string FileName = "transactions.yaml";

    /// <summary>Numbers that an event has.</summary>
    public const int NumberCount = 1;

    /// <summary>Texts that an event has.</summary>
    public const int TextCount = 7;

    private static readonly string[] Numbers = ["amount"];
    private static readonly string[] Texts = ["sender", "receiver", "market", "kind", "device", "country", "channel"];
    private static readonly int[] Sources = [(int)Role.Sender, (int)Role.Receiver, (int)Role.Receiver, (int)Role.Market];

    private TransactionFeatures(FeatureSet set, string text)
    {
        (Set, Text) = (set, text);
        VersionBits = ulong.Parse(set.Version, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        Names = [.. set.Features.Where(feature => !feature.IsInternal).Select(feature => feature.Name)];
    }

    /// <summary>The features.</summary>
    public FeatureSet Set { get; }

    /// <summary>What they were read from: the very features again, whenever they are read from it.</summary>
    public string Text { get; }

    /// <summary>Changes with every letter of the file; vectors and states of another version are not understood.</summary>
    public string Version => Set.Version;

    /// <summary>The version as a number.</summary>
    public ulong VersionBits { get; }

    /// <summary>The names that rules, models and people may use, in the order of the vector.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Reads the file of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>The features.</returns>
    /// <exception cref="FeatureSetException">The file has a mistake.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static TransactionFeatures ReadFolder(string folder)
    {
        var path = Path.Combine(folder, FileName);
        return Parse(File.ReadAllText(path), path);
    }

    /// <summary>Reads a text.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="file">Where it is from, for messages.</param>
    /// <returns>The features.</returns>
    /// <exception cref="FeatureSetException">The text has a mistake, or is not about the fields of a transaction.</exception>
    public static TransactionFeatures Parse(string yaml, string file)
    {
        var set = FeatureSet.Parse(yaml, file);
        Check(file, set.Numbers.SequenceEqual(Numbers), $"The numbers of a transaction are: {string.Join(", ", Numbers)}.");
        Check(file, set.Texts.SequenceEqual(Texts), $"The texts of a transaction are: {string.Join(", ", Texts)}.");
        var sources = Enumerable.Range(0, set.Entities.Count).Select(set.SourceOf);
        Check(
            file, sources.SequenceEqual(Sources),
            "The entities of a transaction are sender, receiver, own (of the receiver) and market.");
        return new(set, yaml);
    }

    /// <summary>Writes what the features read of a transaction, except the names of its ends: those are the first three texts.</summary>
    /// <param name="transaction">The event.</param>
    /// <param name="numbers">Receives <see cref="NumberCount"/> values.</param>
    /// <param name="texts">Receives what comes after the first three of <see cref="TextCount"/> values.</param>
    public static void Write(Transaction transaction, Span<double> numbers, Span<string?> texts)
    {
        numbers[0] = (double)transaction.Amount;
        texts[3] = transaction.Kind is TransactionKind.Payment ? "payment" : "transfer";
        (texts[4], texts[5], texts[6]) = (transaction.Device, transaction.Country, transaction.Channel);
    }

    /// <summary>Finds a feature that rules and people may name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="position">Where it is in the vector.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryFind(string name, out int position) => Set.TryFind(name, out position) && !Set.Features[position].IsInternal;

    /// <summary>Names a vector for the API; a missing value becomes null.</summary>
    /// <param name="vector">As computed by the set.</param>
    /// <returns>Values by name.</returns>
    public IReadOnlyDictionary<string, double?> Named(ReadOnlySpan<float> vector)
    {
        var named = new Dictionary<string, double?>(vector.Length);
        for (var i = 0; i < vector.Length; i++)
        {
            if (!Set.Features[i].IsInternal) named[Set.Names[i]] = float.IsFinite(vector[i]) ? vector[i] : null;
        }

        return named;
    }

    private static void Check(string file, bool holds, string problem)
    {
        if (!holds) throw new FeatureSetException(file, 1, 1, problem);
    }
}
