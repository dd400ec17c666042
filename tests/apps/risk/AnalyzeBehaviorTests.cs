using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Postgres;

namespace Platform.Risk.Tests;

public sealed class AnalyzeBehaviorTests : IAsyncLifetime
{
    private static readonly DateTimeOffset monday = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);
    private RiskHost host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => host = await RiskHost.StartAsync();

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Who_does_something_quite_unusual_is_reported_with_the_reasons()
    {
        await AskAsync(Life());

        var report = await AskAsync(Strange("x"));

        var profile = report.Profiles!.Single(each => each.Entity.Kind is "user");
        Assert.True(profile.Level >= RiskLevel.High, $"{profile.Score}");
        Assert.Equal(profile.Score, profile.Factors.Sum(factor => factor.Contribution ?? 0), 1e-9);
        Assert.Contains(profile.Factors, factor => factor.Name is "geography");
        Assert.Equal(200, profile.KnownEvents);
        Assert.Contains(report.Threats, threat => threat is { Type: "unusual-behavior", Source: "behavior", EventId: "x" });
        Assert.NotEmpty(profile.RecommendedActions);
    }

    [Fact]
    public async Task The_past_of_a_request_counts_for_its_later_events_whatever_their_order()
    {
        var events = Life().Append(Strange("x")[0]).Reverse().ToArray();

        var report = await AskAsync(events);

        Assert.Contains(report.Threats, threat => threat.Type is "unusual-behavior" && threat.EventId is "x");
    }

    [Fact]
    public async Task An_event_that_is_sent_again_is_not_counted_again()
    {
        await AskAsync(Life());
        await AskAsync(Life());
        await AskAsync([.. Life().Take(3), .. Life().Take(3)]);

        Assert.Equal(200, (await AskAsync(Strange("x"))).Profiles!.Single(each => each.Entity.Kind is "user").KnownEvents);
    }

    [Fact]
    public async Task Another_tenants_profile_is_not_seen()
    {
        await AskAsync(Life());

        var report = await AskAsync(Strange("x"), tenant: "other");

        Assert.All(report.Profiles!, profile => Assert.Equal((0, 0), (profile.Score, profile.KnownEvents)));
        Assert.Empty(report.Threats);
    }

    [Fact]
    public async Task Requests_at_the_same_time_lose_nothing()
    {
        var life = Life();
        await Task.WhenAll(Enumerable.Range(0, 10).Select(part => AskAsync([.. life.Skip(part * 20).Take(20)])));

        Assert.Equal(200, (await AskAsync(Strange("x"))).Profiles!.Single(each => each.Entity.Kind is "user").KnownEvents);
    }

    [Fact]
    public async Task Impossible_travel_dormancy_and_bulk_reads_after_new_rights_are_threats_of_their_own()
    {
        var start = Event("a", 0, """{"source.geo.location.lat":52.5,"source.geo.location.lon":13.4,"event.action":"role-assigned"}""");
        var far = Event("b", 30, """{"source.geo.location.lat":-33.9,"source.geo.location.lon":151.2}""");
        var read = Event("c", 40, """{"event.action":"export","data.records":20000}""");
        var late = Event("d", 60 * 24 * 40, "{}");

        var report = await AskAsync([start, far, read, late]);

        var own = report.Threats.Where(threat => threat.Entity!.Kind is "user").Select(threat => (threat.EventId, threat.Type));
        Assert.Equal([("b", "impossible-travel"), ("c", "bulk-read-after-privilege-change"), ("d", "dormant-account-use")], own);
    }

    [Fact]
    public async Task Events_that_name_nobody_are_skipped_and_counted()
    {
        var report = await AskAsync([Event("a", 0, "{}"), Event("b", 1, "{}") with { User = null, Host = null }]);

        Assert.Equal(1, report.Skipped);
        Assert.Equal(2, report.Profiles!.Count);
    }

    [Fact]
    public async Task Erasure_leaves_no_profile_behind()
    {
        await AskAsync(Life());

        // What erasure calls: all that the detectors keep is in the tenant's schema, nothing of it in the state store.
        await host.Services.GetRequiredService<TenantDatabase>().DropAsync(new("demo"), Ct);

        Assert.DoesNotContain(host.Sidecar.Stored("statestore").Keys, key => key.Contains("ann", StringComparison.Ordinal));
        Assert.Equal(0, (await AskAsync(Strange("x"))).Profiles!.Max(profile => profile.KnownEvents));
    }

    // Weekdays, by day, on one machine, with one program, from one country.
    private static SecurityEvent[] Life() => [.. Enumerable.Range(0, 200).Select(i => Event(
        string.Create(CultureInfo.InvariantCulture, $"e-{i}"), (i / 50 * 7 + i / 10 % 5) * 1_440 + 480 + i % 10 * 55,
        """{"source.geo.country_iso_code":"DE","process.name":"mail","source.bytes":20000}"""))];

    private static SecurityEvent[] Strange(string id) =>
    [
        Event(id, 28 * 1_440 + 180, """{"source.geo.country_iso_code":"XX","process.name":"dump","source.bytes":90000000000}""")
            with { Host = "server-9" },
    ];

    private static SecurityEvent Event(string id, int minute, string fields) => new()
    {
        Id = id, Time = monday.AddMinutes(minute), Kind = SecurityEventKind.Authentication, User = "ann", Host = "pc-1",
        Fields = JsonElement.Parse(fields).EnumerateObject().ToDictionary(field => field.Name, field => field.Value),
    };

    private async Task<ThreatReport> AskAsync(SecurityEvent[] events, string tenant = "demo")
    {
        using var client = host.Client(Roles.Service, tenant);
        using var answer = await client.PostAsJsonAsync(
            "/analyze-behavior", new SecurityEventBatch(events), ContractsJson.Default.SecurityEventBatch, Ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.ThreatReport, Ct))!;
    }
}
