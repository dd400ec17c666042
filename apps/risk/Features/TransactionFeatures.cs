using System.Globalization;
using Microsoft.Extensions.Options;
using Platform.Learning.Features;

namespace Platform.Risk.Features;

/// <summary>The features of transactions in force: read once, at start.</summary>
internal sealed class TransactionFeatures
{
    public const string FileName = "transactions.yaml";
    private static readonly string[] Numbers = ["amount"];
    private static readonly string[] Texts = ["sender", "receiver", "market", "kind", "device", "country", "channel"];
    private static readonly int[] Sources = [(int)Role.Sender, (int)Role.Receiver, (int)Role.Receiver, (int)Role.Market];

    private TransactionFeatures(FeatureSet set, string text)
    {
        (Set, Text) = (set, text);
        VersionBits = ulong.Parse(set.Version, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        Names = [.. set.Features.Where(feature => !feature.IsInternal).Select(feature => feature.Name)];
    }

    public FeatureSet Set { get; }

    /// <summary>What they were read from: the very features again, whenever they are read from it.</summary>
    public string Text { get; }

    /// <summary>Changes with every letter of the file; vectors and states of another version are not understood.</summary>
    public string Version => Set.Version;

    public ulong VersionBits { get; }

    /// <summary>The names that rules and people may use.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Reads the file that the settings name.</summary>
    public static TransactionFeatures Load(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<RiskOptions>>().Value;
        return ReadFolder(ServiceFolder.Find(services.GetRequiredService<IHostEnvironment>(), options.FeaturesPath));
    }

    /// <exception cref="FeatureSetException">The file has a mistake.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static TransactionFeatures ReadFolder(string folder)
    {
        var path = Path.Combine(folder, FileName);
        return Parse(File.ReadAllText(path), path);
    }

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

    /// <summary>Finds a feature that rules and people may name.</summary>
    public bool TryFind(string name, out int position) => Set.TryFind(name, out position) && !Set.Features[position].IsInternal;

    /// <summary>Names a vector for the API; a missing value becomes null.</summary>
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
