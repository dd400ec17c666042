using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;
using Platform.Contracts;

namespace Platform.Hosting.Tests;

/// <summary>The queue between callers and the broker.</summary>
public sealed class AuditTrailTests : IDisposable
{
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;
    private readonly AuditTopic topic = new();
    private readonly Lines lines = new();
    private readonly ServiceProvider services;

    public AuditTrailTests() => services = new ServiceCollection().AddMetrics().AddSingleton<AuditingMetrics>().BuildServiceProvider();

    public void Dispose()
    {
        services.Dispose();
        topic.Dispose();
        lines.Dispose();
    }

    [Fact]
    public async Task Full_queue_makes_a_caller_publish_its_own_event()
    {
        using var trail = await FullAsync();

        await trail.RecordAsync(new("demo"), Event("e-last"), None);

        Assert.Equal("e-last", Assert.Single(topic.Taken).Id);
    }

    [Fact]
    public async Task What_cannot_be_published_at_all_is_written_to_the_log_without_personal_fields()
    {
        using var trail = await FullAsync();
        topic.IsAway = true;

        var personal = new Dictionary<string, string?> { ["email"] = "a@b.c" };
        await trail.RecordAsync(new("demo"), Event("e-last") with { Subject = "p-1", Personal = personal }, None);

        var line = Assert.Single(lines.Written);
        Assert.Contains("\"id\":\"e-last\"", line, StringComparison.Ordinal);
        Assert.DoesNotContain("a@b.c", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_waits_at_the_end_is_published_in_order()
    {
        using var trail = Trail();
        for (var i = 0; i < 1_200; i++) await trail.RecordAsync(new("demo"), Event($"e-{i}"), None);
        await trail.StartAsync(None);
        await trail.StopAsync(None);

        Assert.Equal(Enumerable.Range(0, 1_200).Select(i => $"e-{i}"), topic.Taken.Select(e => e.Id));
        Assert.All(topic.Taken, e => Assert.Equal(("demo", "demo"), (e.TenantId, e.PartitionKey)));
    }

    private async Task<AuditTrail> FullAsync()
    {
        var trail = Trail();
        for (var i = 0; i < AuditTrail.Capacity; i++) await trail.RecordAsync(new("demo"), Event($"e-{i}"), None);

        Assert.Empty(topic.Taken);
        return trail;
    }

    private AuditTrail Trail() => new(
        topic, services.GetRequiredService<AuditingMetrics>(), new HostingEnvironment { ApplicationName = "tests" }, TimeProvider.System,
        LoggerFactory.Create(logging => logging.AddProvider(lines)).CreateLogger<AuditTrail>());

    private static AuditEvent Event(string id) => new()
    {
        Id = id,
        Time = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero),
        Actor = "ann",
        ActorKind = ActorKind.User,
        Action = "model.promote",
        ObjectType = "models",
        Result = AuditResult.Allowed,
    };

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public List<string> Written { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Add(formatter(state, exception));

        public void Dispose() => Written.TrimExcess();
    }
}
