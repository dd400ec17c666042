using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using Platform.Learning.Features;

namespace Platform.Learning.Tests.Features;

/// <summary>The payments set over the simulated data of the Fraud Detection Handbook, against recomputing from all events.</summary>
public sealed class HandbookTests
{
    private const long Day = 86_400;
    private static readonly DateTimeOffset FirstDay = new(2018, 4, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string Folder = Path.GetFullPath(Path.Combine(ThisFile(), "../../../../../../shared/data/fraud-handbook"));

    [Fact]
    public void Features_of_the_handbook_agree_with_recomputing_them()
    {
        Assert.SkipUnless(Directory.Exists(Folder), $"The data set is not here: {Folder}");
        var (set, events) = (FeatureSet.Shipped("payments"), Read().Take(250_000).ToArray());
        var rows = new FeatureHistory(set).Run(events);
        var (customers, terminals) = (events.ToLookup(e => e.Texts[0]), events.ToLookup(e => e.Texts[1]));

        for (var i = 200_000; i < events.Length; i += 97)
        {
            var (e, row) = (events[i], rows.AsSpan(i * set.Count, set.Count).ToArray());
            float Of(string name) => row[set.Names.Index().First(each => each.Item == name).Index];
            var sent = customers[e.Texts[0]].TakeWhile(other => other != e).ToList();
            var week = sent.Where(other => other.Time / 43_200 > e.Time / 43_200 - 14).ToList();
            var known = terminals[e.Texts[1]].Where(other => IsKnown(other, e.Time)).ToList();

            Assert.Equal(week.Count, Of("sentCount7d"));
            if (week.Count > 0) Assert.Equal((float)week.Average(other => other.Numbers[0]), Of("sentMean7d"), 0.001f);
            Assert.Equal(known.Count(other => other.IsFraud is true), Of("terminalFrauds7d"));
            Assert.Equal((known.Count(other => other.IsFraud is true) + 0.02) / (known.Count + 2), Of("terminalRisk7d"), 5);
            if (sent.Count > 0 && Distinct(sent) <= 48)
                Assert.Equal(sent.Exists(other => other.Texts[1] == e.Texts[1]) ? 0 : 1, Of("newTerminal"));
        }
    }

    // Whole buckets of a quarter of the shortest window, the last of which is over by a delay of 7 days before now.
    private static bool IsKnown(PastEvent other, long now)
    {
        const long Bucket = 7 * Day / 4;
        var upTo = (now - 7 * Day + 1) / Bucket - 1;
        return other.Time / Bucket <= upTo && other.Time / Bucket > upTo - 4;
    }

    private static int Distinct(List<PastEvent> events) => events.Select(e => e.Texts[1]).Distinct().Count();

    private static IEnumerable<PastEvent> Read()
    {
        using var file = File.OpenRead(Directory.EnumerateFiles(Folder, "*.csv.gz").First());
        using var reader = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        reader.ReadLine();
        while (reader.ReadLine()?.Split(',') is { } fields)
        {
            var time = FirstDay.ToUnixTimeSeconds() + long.Parse(fields[1], CultureInfo.InvariantCulture);
            var amount = double.Parse(fields[4], CultureInfo.InvariantCulture);
            yield return new(time, [amount], [fields[2], fields[3]], fields[5] == "1", time + 7 * Day);
        }
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
