using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Platform.Scoring.Retraining;

/// <summary>The policy has a mistake; the message begins with the file, the line and the column.</summary>
/// <param name="message">A plain sentence.</param>
public sealed class GatePolicyException(string message) : Exception(message);

/// <summary>What a ranking figure must show.</summary>
public sealed record RankingLimit
{
    /// <summary>The figure itself is at least this.</summary>
    public double AtLeast { get; init; }

    /// <summary>With 95 % confidence it is worse than the champion's by at most this.</summary>
    public double WorseByAtMost { get; init; } = 1;
}

/// <summary>What must not be exceeded.</summary>
public sealed record UpperLimit
{
    /// <summary>The most that is allowed.</summary>
    public double AtMost { get; init; } = double.MaxValue;
}

/// <summary>What slices must show.</summary>
public sealed record SliceLimit
{
    /// <summary>Slices with fewer frauds say too little to be held against a model.</summary>
    public double FewestFrauds { get; init; } = 30;

    /// <summary>The area under the ROC curve of each slice is at least this.</summary>
    public double RocAucAtLeast { get; init; }

    /// <summary>The area under the ROC curve of each slice is below the champion's by at most this.</summary>
    public double RocAucWorseByAtMost { get; init; } = 1;

    /// <summary>The recall of each slice is below the champion's by at most this.</summary>
    public double RecallWorseByAtMost { get; init; } = 1;
}

/// <summary>What a challenger must show before it takes the champion's place.</summary>
public sealed record GatePolicy
{
    /// <summary>The most characters that are read.</summary>
    public const int MostCharacters = 16 * 1024;

    /// <summary>Area under the ROC curve.</summary>
    public RankingLimit RocAuc { get; init; } = new();

    /// <summary>Average precision.</summary>
    public RankingLimit AveragePrecision { get; init; } = new();

    /// <summary>Recall at the alert rate of the evaluation.</summary>
    public RankingLimit Recall { get; init; } = new();

    /// <summary>Expected calibration error.</summary>
    public UpperLimit CalibrationError { get; init; } = new();

    /// <summary>Time for one probability, 99 % of the calls, in microseconds.</summary>
    public UpperLimit LatencyP99Micros { get; init; } = new();

    /// <summary>Size of the model's file.</summary>
    public UpperLimit Bytes { get; init; } = new();

    /// <summary>Parts of the events.</summary>
    public SliceLimit Slices { get; init; } = new();

    /// <summary>Whether at least one ranking figure must be better than the champion's with 95 % confidence.</summary>
    public bool RequireGain { get; init; } = true;

    /// <summary>The policy that comes with this library.</summary>
    public static GatePolicy Default { get; } = ReadDefault();

    /// <summary>Reads a policy.</summary>
    /// <param name="yaml">Its text; not trusted. What it leaves out is not asked for.</param>
    /// <param name="file">Its name, for errors.</param>
    /// <returns>The policy.</returns>
    /// <exception cref="GatePolicyException">The text has a mistake; the message says where.</exception>
    public static GatePolicy Parse(string yaml, string file)
    {
        if (yaml.Length > MostCharacters) throw new GatePolicyException($"{file}:1:1: A policy has at most {MostCharacters} characters.");

        try
        {
            return new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).WithDuplicateKeyChecking()
                .WithTypeConverter(new Limits()).Build().Deserialize<GatePolicy>(yaml)
                ?? throw new GatePolicyException($"{file}:1:1: The policy is empty.");
        }
        catch (YamlException e)
        {
            throw new GatePolicyException($"{file}:{e.Start.Line}:{e.Start.Column}: {e.InnerException?.Message ?? e.Message}");
        }
    }

    private static GatePolicy ReadDefault()
    {
        using var stream = typeof(GatePolicy).Assembly.GetManifestResourceStream("gate.yaml")
            ?? throw new InvalidOperationException("The policy that comes with the library is not in it.");
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd(), "gate.yaml");
    }

    // No limit is negative, and none is NaN: a comparison with it would hold for nothing.
    private sealed class Limits : IYamlTypeConverter
    {
        public bool Accepts(Type type) => type == typeof(double);

        public object ReadYaml(IParser parser, Type type, ObjectDeserializer rootDeserializer)
        {
            var scalar = parser.Consume<Scalar>();
            return double.TryParse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && number >= 0 && double.IsFinite(number)
                ? number
                : throw new YamlException(scalar.Start, scalar.End, $"'{scalar.Value}' is not a number of 0 or more.");
        }

        public void WriteYaml(IEmitter emitter, object? value, Type type, ObjectSerializer serializer) => throw new NotSupportedException();
    }
}
