using System.Text.Json;

namespace Platform.Contracts.Tests;

public sealed class SecurityEventValidatorTests
{
    private static readonly SecurityEventBatchValidator validator = new();

    private static SecurityEvent Sound { get; } = new()
    {
        Id = "e-1", Time = new(2026, 5, 4, 12, 30, 0, TimeSpan.Zero), Kind = SecurityEventKind.Process, User = "CORP\\ann", Host = "pc-1",
        Ip = "10.0.0.7", ServiceAccount = "svc@corp", Source = new("windows", "process_creation", "sysmon"),
        Fields = Fields("""{"CommandLine":"whoami /all","n":1.5,"b":true,"none":null,"many":["a",2,false]}"""),
    };

    public static TheoryData<string, SecurityEvent> OutOfRange => new()
    {
        { "Events[0].Id", Sound with { Id = "" } },
        { "Events[0].Time", Sound with { Time = new(1999, 12, 31, 23, 59, 59, TimeSpan.Zero) } },
        { "Events[0].Kind", Sound with { Kind = (SecurityEventKind)9 } },
        { "Events[0].Source", Sound with { Source = new("win dows") } },
        { "Events[0].User", Sound with { User = "" } },
        { "Events[0].User", Sound with { User = "a\nb" } },
        { "Events[0].User", Sound with { User = new('a', 257) } },
        { "Events[0].User", Sound with { User = "\ud800" } },
        { "Events[0].Host", Sound with { Host = "\0" } },
        { "Events[0].ServiceAccount", Sound with { ServiceAccount = "" } },
        { "Events[0].Ip", Sound with { Ip = "10.0.0.300" } },
        { "Events[0].Ip", Sound with { Ip = $"fe80::1%{new string('0', 9)}1" } },
        { "Events[0].Fields", Sound with { Fields = Fields("""{"":1}""") } },
        { "Events[0].Fields", Sound with { Fields = Fields("""{"a":{"b":1}}""") } },
        { "Events[0].Fields", Sound with { Fields = Fields("""{"a":[["b"]]}""") } },
        { "Events[0].Fields", Sound with { Fields = Fields("""{"a":"\ud800"}""") } },
        { "Events[0].Fields", Sound with { Fields = Fields($$"""{"a":{{new string('1', 65)}}}""") } },
        { "Events[0].Fields", Sound with { Fields = Fields($$"""{"a":"{{new string('x', 8_193)}}"}""") } },
        { "Events[0].Fields", Sound with { Fields = Fields($$"""{"a":[{{string.Join(',', Enumerable.Range(0, 65))}}]}""") } },
        { "Events[0].Fields", Sound with { Fields = Many(129) } },
    };

    public static TheoryData<SecurityEvent> AtTheEdge => new()
    {
        Sound,
        new SecurityEvent { Id = "e", Time = Sound.Time, Kind = SecurityEventKind.Other },
        Sound with { User = new('ä', 256), Ip = "::ffff:10.0.0.1" },
        Sound with { Fields = Many(128) },
        Sound with { Fields = Fields($$"""{"a":"{{new string('x', 8_192)}}","b":1e999}""") },
    };

    [Theory, MemberData(nameof(OutOfRange))]
    public void A_value_out_of_range_is_refused_by_its_place(string field, SecurityEvent wrong) =>
        Assert.Equal(field, Assert.Single(validator.Validate(new SecurityEventBatch([wrong])).Errors).PropertyName);

    [Theory, MemberData(nameof(AtTheEdge))]
    public void A_value_at_the_edge_of_its_range_is_taken(SecurityEvent sound) =>
        Assert.True(validator.Validate(new SecurityEventBatch([sound])).IsValid);

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(1_000, true)]
    [InlineData(1_001, false)]
    public void One_to_a_thousand_events_are_taken_at_once(int count, bool valid) =>
        Assert.Equal(valid, validator.Validate(new SecurityEventBatch([.. Enumerable.Repeat(Sound, count)])).IsValid);

    [Fact]
    public void The_bad_event_among_good_ones_is_named_by_its_position() => Assert.Equal(
        "Events[2].Id",
        Assert.Single(validator.Validate(new SecurityEventBatch([Sound, Sound, Sound with { Id = "?" }])).Errors).PropertyName);

    private static Dictionary<string, JsonElement> Many(int count) =>
        Enumerable.Range(0, count).ToDictionary(i => $"f{i}", _ => JsonElement.Parse("1"));

    private static Dictionary<string, JsonElement> Fields(string json) =>
        JsonElement.Parse(json).EnumerateObject().ToDictionary(field => field.Name, field => field.Value);
}
