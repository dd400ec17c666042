using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using Platform.Local.Launcher;
using Platform.Sigma;

namespace Platform.Bench.Scenarios;

/// <summary>2,000 public rules tried on events of Windows processes on one core: from names and values to the rules that fire.</summary>
internal sealed class SigmaSpeed : IScenario
{
    private const int RuleCount = 2_000;
    private const string RulesThatApply = "/process_creation/";
    private static readonly string Folder = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "data", "sigma"));

    public string Name => "sigma";

    public string Group => "learning";

    public string Purpose => "2,000 detection rules in one thread, without I/O";

    public Task RunAsync(Stage stage, CancellationToken ct)
    {
        if (!Directory.Exists(Folder))
        {
            stage.Say($"Skipped: the public rules and events are not here: {Folder}");
            return Task.CompletedTask;
        }

        var set = new SigmaRuleSet(Rules());
        var events = Events();
        var rounds = stage.Quick ? 20 : 200;
        Measure(set, events, rounds);

        var micros = Measure(set, events, rounds);
        stage.Figures.Set("sigma_2000_rules_us", micros[micros.Count / 2]);
        stage.Figures.Set("sigma_2000_rules_p99_us", micros[micros.Count * 99 / 100]);
        stage.Figures.Set("sigma_rules_applying", set.Rules.Count(rule => events[0].Exists(rule.LogSource.Covers)));
        return Task.CompletedTask;
    }

    private static List<SigmaRule> Rules() =>
        [.. Files("rules.tar.gz", ".yml")
            .OrderByDescending(file => file.Name.Contains($"windows{RulesThatApply}", StringComparison.Ordinal))
            .SelectMany(file => SigmaRuleFile.Parse(file.Text, file.Name)).Take(RuleCount)];

    private static List<Sample> Events() =>
        [.. Files("regression.tar.gz", ".json").Where(file => file.Name.Contains(RulesThatApply, StringComparison.Ordinal))
            .Select(file => JsonDocument.Parse(file.Text).RootElement).Select(Sample.Of)];

    // Each time a new event, as one that was tried before knows its texts without case already.
    private static List<double> Measure(SigmaRuleSet set, List<Sample> events, int rounds)
    {
        var micros = new List<double>(events.Count * rounds);
        for (var round = 0; round < rounds; round++)
        {
            foreach (var sample in events)
            {
                var started = Stopwatch.GetTimestamp();
                set.Match(sample.ToEvent());
                micros.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
            }
        }

        micros.Sort();
        return micros;
    }

    private static IEnumerable<(string Name, string Text)> Files(string archive, string ending)
    {
        using var reader = new TarReader(new GZipStream(File.OpenRead(Path.Combine(Folder, archive)), CompressionMode.Decompress));
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is null || !entry.Name.EndsWith(ending, StringComparison.Ordinal)) continue;
            using var text = new StreamReader(entry.DataStream);
            yield return (entry.Name, text.ReadToEnd());
        }
    }

    // The texts of an event without what an event keeps of them.
    private sealed record Sample(IReadOnlyList<SigmaLogSource> Sources, IReadOnlyList<(string Name, string? Text)> Fields)
    {
        public static Sample Of(JsonElement json)
        {
            var read = WindowsEvents.Read(json);
            return new(read.Sources, [.. read.Names.SelectMany(read.Values, (name, value) => (name, value.Text))]);
        }

        public bool Exists(Func<SigmaLogSource, bool> condition) => Sources.Any(condition);

        public SigmaEvent ToEvent() => new(Sources, Fields.Select(field => KeyValuePair.Create(field.Name, SigmaValue.Of(field.Text))));
    }
}
