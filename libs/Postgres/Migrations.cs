using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Platform.Postgres;

/// <summary>One step of a schema.</summary>
internal sealed record Migration(int Version, string Name, string Sql);

/// <summary>A service's steps in order: the outbox table, then the embedded files <c>Migrations/NNNN_name.sql</c>.</summary>
internal sealed partial class MigrationSet
{
    private MigrationSet(string service, IReadOnlyList<Migration> steps) => (Service, Steps) = (service, steps);

    public string Service { get; }

    public IReadOnlyList<Migration> Steps { get; }

    public string OutboxTable => OutboxName(Service);

    public static MigrationSet Of(string service, Assembly assembly)
    {
        if (!ServiceName().IsMatch(service))
            throw new ArgumentException($"'{service}' is not a service name (lower-case letters, digits, hyphens).", nameof(service));
        var files = assembly.GetManifestResourceNames().Select(name => (Name: name, Match: FileName().Match(name)))
            .Where(file => file.Match.Success)
            .Select(file => new Migration(
                int.Parse(file.Match.Groups[1].ValueSpan, CultureInfo.InvariantCulture),
                    file.Match.Groups[2].Value, Read(assembly, file.Name)));
        Migration[] steps = [OutboxTableOf(service), .. files.OrderBy(step => step.Version)];
        if (steps.GroupBy(step => step.Version).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new InvalidOperationException($"{service} has two migrations {twice.Key:0000}; versions begin at 0001 and are unique.");
        return new(service, steps);
    }

    private static Migration OutboxTableOf(string service) => new(0, "outbox", $"""
        CREATE TABLE {OutboxName(service)} (
            id uuid PRIMARY KEY,
            topic text NOT NULL,
            payload bytea NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now());
        -- Every payload is written once, read almost never and deleted: compressing it would only cost time.
        ALTER TABLE {OutboxName(service)} ALTER COLUMN payload SET STORAGE EXTERNAL;
        """);

    private static string OutboxName(string service) => $"\"{service}_outbox\"";

    private static string Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name) ?? Stream.Null);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"Migrations[./\\](\d{4})_([a-z0-9_-]+)\.sql$")]
    private static partial Regex FileName();

    [GeneratedRegex("^[a-z][a-z0-9-]{0,39}$")]
    private static partial Regex ServiceName();
}
