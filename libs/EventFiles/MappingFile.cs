using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Platform.EventFiles;

/// <summary>Reads mappings from YAML.</summary>
public static class MappingFile
{
    /// <summary>Reads one file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The mapping.</returns>
    /// <exception cref="EventFileException">It is absent or has a mistake; the message says where.</exception>
    public static Mapping Read(string path)
    {
        if (!File.Exists(path)) throw new EventFileException($"There is no mapping file {path}.");
        return Parse(File.ReadAllText(path), path);
    }

    /// <summary>The mappings that ship with this library.</summary>
    /// <returns>They, in the order of their names.</returns>
    public static IReadOnlyList<Mapping> Shipped()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "mappings");
        return [.. Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal).Select(Read)];
    }

    /// <summary>Reads a mapping from text.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="name">For messages.</param>
    /// <returns>The mapping.</returns>
    /// <exception cref="EventFileException">The text has a mistake; the message says where.</exception>
    public static Mapping Parse(string yaml, string name)
    {
        try
        {
            var mapping = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance)
                .WithTypeConverter(new Moments()).Build().Deserialize<Mapping>(yaml);
            return Checked(mapping ?? new(), name);
        }
        catch (YamlException e)
        {
            throw new EventFileException($"{name}:{e.Start.Line}:{e.Start.Column}: {e.InnerException?.Message ?? e.Message}");
        }
    }

    private static Mapping Checked(Mapping mapping, string name)
    {
        (string Key, bool Present)[] needed =
        [
            ("time.column", mapping.Time?.Column is not null), ("account.column", mapping.Account?.Column is not null),
            ("counterparty.column", mapping.Counterparty?.Column is not null), ("amount.column", mapping.Amount?.Column is not null),
            ("amount.decimals from 0 to 4", mapping.Amount?.Decimals is null or (>= 0 and <= 4)),
            ("currency", mapping.Currency is { Column: not null } or { Value: not null }),
            ("kind", mapping.Kind is { Column: not null } or { Value: not null }),
            ("label.column", mapping.Label is null or { Column: not null }),
            ("label.key", mapping.Label is null or { Member: null } or { Key: not null }),
        ];
        var missing = needed.Where(field => !field.Present).Select(field => field.Key).ToList();
        return missing.Count == 0 ? mapping : throw new EventFileException($"{name}: missing {string.Join(", ", missing)}.");
    }

    // A base without an offset is UTC, on every machine.
    private sealed class Moments : IYamlTypeConverter
    {
        public bool Accepts(Type type) => type == typeof(DateTimeOffset);

        public object ReadYaml(IParser parser, Type type, ObjectDeserializer rootDeserializer)
        {
            var scalar = parser.Consume<Scalar>();
            return DateTimeOffset.TryParse(scalar.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
                ? moment
                : throw new YamlException(scalar.Start, scalar.End, $"'{scalar.Value}' is not a time, e.g. 2018-04-01T00:00:00Z.");
        }

        public void WriteYaml(IEmitter emitter, object? value, Type type, ObjectSerializer serializer) => throw new NotSupportedException();
    }
}
