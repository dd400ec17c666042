using System.IO.Compression;
using System.Text.Json;
using Platform.Learning.Features;
using Platform.Local.Launcher;
using Platform.Scoring.Benchmarks;

namespace Platform.Cli.Models;

/// <summary>What the benchmark is held against.</summary>
/// <param name="Mean">Over the seeds of the record.</param>
/// <param name="Sd">Their standard deviation.</param>
internal sealed record BenchmarkRecord(double Mean, double Sd)
{
    // Of normal noise one in 740 is that low by chance; a mean over several seeds is so more seldom still.
    private const double Deviations = 3;

    public double Least => Mean - Deviations * Sd;
}

/// <summary>Where the data and the records are, and how often is trained.</summary>
internal sealed record GateRequest(string DataFolder, string RecordsFile, int Seeds);

/// <summary>Trains on a fixed benchmark and fails when the model is worse than the record by more than noise.</summary>
internal static class GateModel
{
    private static readonly JsonSerializerOptions Web = JsonSerializerOptions.Web;

    /// <summary>0 when the records hold or the data is not here, 1 when one does not hold.</summary>
    /// <exception cref="LaunchException">The records cannot be read.</exception>
    public static int Run(GateRequest request, TextWriter output)
    {
        var file = Path.Combine(request.DataFolder, "fraud-handbook", HandbookPayments.FileName);
        if (!File.Exists(file))
        {
            output.WriteLine($"skipped: the benchmark's data is not here: {file}");
            return 0;
        }

        var records = ReadRecords(request.RecordsFile);
        var benchmark = new FraudBenchmark(new(Lines(file), FeatureSet.Shipped("payments")));
        output.WriteLine($"training on {benchmark.Trained:N0} payments, testing on {benchmark.Tested:N0}, {request.Seeds} seeds");
        var results = new List<BenchmarkResult>();
        for (var seed = 1; seed <= request.Seeds; seed++)
        {
            results.Add(benchmark.Run(seed));
            output.WriteLine($"seed {seed}: {results[^1].Words}");
        }

        return Judge(results, records, output);
    }

    /// <summary>Holds results against the records.</summary>
    public static int Judge(
        IReadOnlyCollection<BenchmarkResult> results, IReadOnlyDictionary<string, BenchmarkRecord> records, TextWriter output)
    {
        (string Name, string Words, double Value)[] figures =
        [
            ("handbook_auc", "AUC", results.Average(result => result.RocAuc)),
            ("handbook_ap", "average precision", results.Average(result => result.AveragePrecision)),
        ];
        var worse = 0;
        foreach (var (name, words, value) in figures)
        {
            if (!records.TryGetValue(name, out var record)) throw new LaunchException($"The records have no {name}.");

            // A comparison with NaN holds for nothing, so it is asked the other way round.
            var holds = value >= record.Least;
            worse += holds ? 0 : 1;
            var verdict = holds ? "holds" : "WORSE THAN THE RECORD";
            output.WriteLine(FormattableString.Invariant(
                $"{words} {value:0.0000}: {verdict}; record {record.Mean:0.0000}, least {record.Least:0.0000}"));
        }

        output.WriteLine(worse is 0 ? "The records hold." : "Models trained by this code are worse than the record by more than noise.");
        return worse is 0 ? 0 : 1;
    }

    /// <summary>Reads the records.</summary>
    /// <exception cref="LaunchException">They cannot be read.</exception>
    public static IReadOnlyDictionary<string, BenchmarkRecord> ReadRecords(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, BenchmarkRecord>>(File.ReadAllText(file), Web) ?? [];
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            throw new LaunchException($"The records in {file} cannot be read: {e.Message}");
        }
    }

    private static IEnumerable<string> Lines(string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line) yield return line;
    }
}
