using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Platform.Contracts;
using Platform.Sigma;
using Platform.Sigma.Tests;

namespace Platform.Risk.Tests;

/// <summary>The public rules, and events that they are tested with, through the service; neither is a part of this repository.</summary>
public sealed class PublicSigmaTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("sigma-").FullName;
    private RiskHost host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        foreach (var (file, i) in PublicData.Files("rules.tar.gz").Where(PublicData.IsRule).Select((file, i) => (file, i)))
        {
            var own = Directory.CreateDirectory(Path.Combine(folder, $"{i / 100}"));
            await File.WriteAllTextAsync(Path.Combine(own.FullName, $"{i}.yml"), file.Text, Ct);
        }

        host = await RiskHost.StartAsync(new() { ["Risk:SigmaPath"] = folder });
    }

    public async ValueTask DisposeAsync()
    {
        if (host is not null) await host.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Public_regression_events_fire_their_rules_through_the_service()
    {
        // The rules on threats of the day are not in the archive.
        var cases = PublicData.Cases()
            .Where(each => each.Events.Count > 0 && !each.Case.Contains("emerging", StringComparison.Ordinal)).Take(20).ToList();

        var silent = new List<string>();
        foreach (var each in cases)
        {
            var report = await AskAsync([.. each.Events.SelectMany(EventsOf).Take(1_000)]);
            if (report.Threats.All(threat => threat.Rule?.Id != each.RuleId)) silent.Add(each.Case);
        }

        Assert.Empty(silent);
        Assert.Equal(20, cases.Count);
    }

    // One for each log source that the event belongs to: a sender names one.
    private static IEnumerable<SecurityEvent> EventsOf(SigmaEvent e, int at) => e.Sources.Select((source, i) => new SecurityEvent
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"e-{at}-{i}"), Time = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero),
        Kind = SecurityEventKind.Other, Source = new(source.Product, source.Category, source.Service),
        Fields = e.Names.ToDictionary(name => name, name => JsonSerializer.SerializeToElement(e.Values(name).Select(value => value.Text))),
    });

    private async Task<ThreatReport> AskAsync(SecurityEvent[] events)
    {
        using var answer = await host.Client().PostAsJsonAsync(
            "/detect-realtime", new SecurityEventBatch(events), ContractsJson.Default.SecurityEventBatch, Ct);
        Assert.True(answer.StatusCode is HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Ct));
        return (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.ThreatReport, Ct))!;
    }
}
