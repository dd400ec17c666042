using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace Platform.Learning.Features;

/// <summary>Features as declared in YAML: which numbers are computed for an event, and what is remembered of whom for that.</summary>
/// <remarks>Immutable; safe for several threads. docs/features.md says what may be declared.</remarks>
public sealed class FeatureSet
{
    private FeatureSet(string yaml, FeatureNames names)
    {
        Version = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(yaml)))[..12];
        (Numbers, Texts, Names) = (names.Numbers, names.Texts, [.. names.Features.Select(feature => feature.Name)]);
        Conditions = [.. names.Conditions.Select(tests => tests.ToArray())];
        Positions = Names.Index().ToFrozenDictionary(name => name.Item, name => name.Index, StringComparer.Ordinal);
        Entities = [.. names.Entities.Keys];
        IdFields = [.. names.Entities.Values.Select(entity => Texts.Index().First(text => text.Item == entity.Field).Index)];
        Sources = [.. names.Entities.Values.Select((entity, i) => entity.Of >= 0 ? entity.Of : i)];
        Plans = PlansOf(Sources);
        Steps = [.. names.Features.Select((feature, i) => StepOf(feature, Numbers.Count + i))];
        var clocks = new List<int>();
        foreach (var plan in Plans) plan.Close(names, clocks);
        Clocks = [.. clocks];

        Features = [.. names.Features.Select(InfoOf)];
    }

    /// <summary>Names of the features in the order of the vector.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Length of a vector.</summary>
    public int Count => Names.Count;

    /// <summary>What people may know of each feature, in the order of the vector.</summary>
    public IReadOnlyList<FeatureInfo> Features { get; }

    /// <summary>Hash of the declaration; changes with every letter of it.</summary>
    public string Version { get; }

    /// <summary>Number fields of an event, in the order in which they are given.</summary>
    public IReadOnlyList<string> Numbers { get; }

    /// <summary>Text fields of an event, in the order in which they are given.</summary>
    public IReadOnlyList<string> Texts { get; }

    /// <summary>Kinds of entities, in the order in which their states are given.</summary>
    public IReadOnlyList<string> Entities { get; }

    private FrozenDictionary<string, int> Positions { get; }

    private int[] IdFields { get; }

    internal int[] Clocks { get; }

    internal FieldTest[][] Conditions { get; }

    // Position of the kind whose states an entity reads: its own, or an earlier one's.
    internal int[] Sources { get; }

    internal EntityPlan[] Plans { get; }

    internal FeatureStep[] Steps { get; }

    /// <summary>Reads a declaration.</summary>
    /// <param name="yaml">Its text; not trusted.</param>
    /// <param name="file">Its name, for errors.</param>
    /// <returns>The set.</returns>
    /// <exception cref="FeatureSetException">The text has a mistake; the message says where.</exception>
    public static FeatureSet Parse(string yaml, string file) => new(yaml, new FeatureParser(new FeatureYaml(yaml, file)).Parse());

    /// <summary>One of the sets that come with this library.</summary>
    /// <param name="name">payments or authentications.</param>
    /// <returns>The set.</returns>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static FeatureSet Shipped(string name)
    {
        using var stream = typeof(FeatureSet).Assembly.GetManifestResourceStream($"{name}.yaml")
            ?? throw new ArgumentException($"There is no feature set '{name}'.", nameof(name));
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd(), $"{name}.yaml");
    }

    /// <summary>The most memory that the state of an entity takes, however many events it has.</summary>
    /// <param name="entity">Position of its kind in <see cref="Entities"/>.</param>
    /// <returns>Bytes.</returns>
    public int MostBytes(int entity) => Plans[entity].MostBytes;

    /// <summary>The text field that holds the id of an entity.</summary>
    /// <param name="entity">Position of its kind in <see cref="Entities"/>.</param>
    /// <returns>Position in <see cref="Texts"/>.</returns>
    public int IdFieldOf(int entity) => IdFields[entity];

    /// <summary>Whose states an entity reads: its own, or those of an earlier kind, to which it adds nothing.</summary>
    /// <param name="entity">Position of its kind in <see cref="Entities"/>.</param>
    /// <returns>Position of the kind with the states; <paramref name="entity"/> itself when they are its own.</returns>
    public int SourceOf(int entity) => Sources[entity];

    /// <summary>Finds a feature.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="position">Its position in the vector.</param>
    /// <returns>False when there is none of that name.</returns>
    public bool TryFind(string name, out int position) => Positions.TryGetValue(name, out position);

    /// <summary>The state of an entity that nothing is known of.</summary>
    /// <param name="entity">Position of its kind in <see cref="Entities"/>.</param>
    /// <returns>A new state.</returns>
    public EntityState NewState(int entity) => new(Plans[entity]);

    /// <summary>Reads a state that was written with this set, or one that remembers the same.</summary>
    /// <param name="entity">Position of its kind in <see cref="Entities"/>.</param>
    /// <param name="reader">Where from.</param>
    /// <returns>A state that answers as the written one did.</returns>
    /// <exception cref="FormatException">The bytes are damaged, or of another kind of entity or set.</exception>
    public EntityState LoadState(int entity, ref PackedReader reader) => EntityState.Load(Plans[entity], ref reader);

    private EntityPlan[] PlansOf(int[] sources)
    {
        var plans = new EntityPlan[sources.Length];
        for (var i = 0; i < plans.Length; i++) plans[i] = sources[i] == i ? new(Entities[i], IdFields[i]) : plans[sources[i]];
        return plans;
    }

    private FeatureStep StepOf(FeatureDeclaration feature, int number) =>
        feature.Entity < 0
            ? new(feature)
            : new FeaturePlanner(Plans[feature.Entity], feature, number).Plan() with { IdField = IdFields[feature.Entity] };

    private FeatureInfo InfoOf(FeatureDeclaration feature)
    {
        var entity = feature.Entity < 0 ? null : Entities[feature.Entity];
        return new(feature.Name, FunctionTable.NameOf(feature.Function), entity, feature.Text, feature.Unit, feature.IsInternal);
    }
}
