using Platform.Sigma.Reading;

namespace Platform.Sigma;

/// <summary>Makes events that rules can be tried on of events with a kind, a source and fields by other names.</summary>
/// <param name="mappings">They; of those that fit an event the one that asks for most is taken.</param>
public sealed class FieldMappings(IEnumerable<FieldMapping> mappings)
{
    private const string Ending = ".fields.yaml";

    private readonly ILookup<string, FieldMapping> byKind = mappings.OrderByDescending(Parts).ToLookup(each => each.Kind);

    /// <summary>The mappings that ship with this library: process, network, dns, web, cloud (CloudTrail) and auth (sshd).</summary>
    /// <returns>They.</returns>
    public static FieldMappings Shipped() =>
        new(EmbeddedFile.Names.Where(name => name.EndsWith(Ending, StringComparison.Ordinal))
            .Select(name => FieldMapping.Parse(EmbeddedFile.Text(name), name)));

    /// <summary>Makes an event.</summary>
    /// <param name="kind">Its kind; of one without a mapping the fields have only their own names.</param>
    /// <param name="source">Its own source.</param>
    /// <param name="fields">Name and value; a name that comes again is an array.</param>
    /// <returns>The event, with its own source and those of its mapping.</returns>
    public SigmaEvent Read(string kind, SigmaLogSource source, IEnumerable<KeyValuePair<string, SigmaValue>> fields)
    {
        var mapping = byKind[kind].FirstOrDefault(each => each.When.Covers(source));
        var sources = mapping?.Sources.Select(each => Completed(each, source)) ?? [];
        return new([.. sources.Append(source).Distinct()], fields, mapping);
    }

    private static SigmaLogSource Completed(SigmaLogSource mapped, SigmaLogSource own) =>
        new(mapped.Category ?? own.Category, mapped.Product ?? own.Product, mapped.Service ?? own.Service);

    private static int Parts(FieldMapping mapping) =>
        ((string?[])[mapping.When.Category, mapping.When.Product, mapping.When.Service]).Count(part => part is not null);
}
