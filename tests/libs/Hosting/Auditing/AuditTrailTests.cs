using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.Contracts;
using Platform.Dapr;

namespace Platform.Hosting.Tests;

/// <summary>The files between callers and the broker.</summary>
public sealed class AuditTrailTests : IDisposable
{
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("trail-");
    private readonly AuditTopic topic = new();
    private readonly Lines lines = new();

    public void Dispose()
    {
        topic.Dispose();
        lines.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task New_process_publishes_what_a_killed_one_left_and_skips_its_torn_last_line()
    {
        using (var killed = new AuditSpool(Folder("killed")))
        {
            for (var i = 0; i < 3; i++) killed.Append(Line(i).Encode().Span);
            killed.Append(Line(3).Encode().Span[..^9]);
            LeaveBehind("killed", "tests");
        }

        using var host = await StartAsync();

        await Eventually.HoldsAsync(() => topic.Taken.Count is 3);
        Assert.Equal(["e-0", "e-1", "e-2"], topic.Taken.Select(e => e.Id));
        Assert.Contains(lines.Written, line => line.Contains("torn", StringComparison.Ordinal));
        await Eventually.HoldsAsync(() => Files().Count is 1, "only the lock of the living process is left");
    }

    [Fact]
    public async Task Processes_in_one_folder_leave_each_others_files_alone()
    {
        topic.IsAway = true;
        using var first = await StartAsync();
        await RecordAsync(first, 1);
        using var second = await StartAsync();
        await RecordAsync(second, 2);
        await Eventually.HoldsAsync(() => topic.Calls > 3);
        topic.IsAway = false;

        await Eventually.HoldsAsync(() => topic.Taken.Count >= 2);
        await first.StopAsync(None);
        await second.StopAsync(None);
        Assert.Equal(["e-1", "e-2"], topic.Taken.Select(e => e.Id).Order());
    }

    [Fact]
    public async Task What_waits_at_the_end_is_published_in_order()
    {
        using (var host = await StartAsync())
        {
            for (var i = 0; i < 1_200; i++) await RecordAsync(host, i);
            await host.StopAsync(None);
        }

        Assert.Equal(Enumerable.Range(0, 1_200).Select(i => $"e-{i}"), topic.Taken.Select(e => e.Id));
        Assert.All(topic.Taken, e => Assert.Equal(("demo", "demo"), (e.TenantId, e.PartitionKey)));
        Assert.Empty(Files());
    }

    [Fact]
    public async Task Stopped_twice_at_once_it_publishes_everything_once()
    {
        using (var host = await StartAsync())
        {
            for (var i = 0; i < 1_200; i++) await RecordAsync(host, i);
            var trail = host.Services.GetServices<IHostedService>().OfType<AuditTrail>().Single();
            await Task.WhenAll(trail.StopAsync(None), trail.StopAsync(None));
        }

        Assert.Equal(1_200, topic.Taken.Count);
    }

    [Fact]
    public async Task What_the_broker_does_not_take_until_the_end_is_published_by_the_next_start()
    {
        topic.IsAway = true;
        using (var host = await StartAsync())
        {
            await RecordAsync(host, 1);
            await host.StopAsync(None);
        }

        topic.IsAway = false;
        using var next = await StartAsync();

        await Eventually.HoldsAsync(() => topic.Taken.Count is 1);
    }

    [Fact]
    public async Task Event_that_cannot_be_put_on_file_is_published_at_once_and_changes_wait()
    {
        using var host = await StartAsync();
        Directory.Delete(Folder("tests"), recursive: true);

        await RecordAsync(host, 1);

        Assert.Equal("e-1", Assert.Single(topic.Taken).Id);
        Assert.False(host.Services.GetRequiredService<AuditTrail>().HasRoom);
    }

    [Fact]
    public async Task A_flood_of_refusals_leaves_room_for_changes()
    {
        topic.IsAway = true;
        using var host = await StartAsync(new() { ["Auditing:MaxWaitingBytes"] = "65536" });
        var audit = host.Services.GetRequiredService<IAudit>();

        for (var i = 0; i < 500; i++) await audit.RecordAsync(new("demo"), Line(i).Event with { Result = AuditResult.Denied }, None);

        Assert.True(host.Services.GetRequiredService<AuditTrail>().HasRoom);
        await RecordAsync(host, 1_000);
        Assert.DoesNotContain(lines.Written, line => line.Contains("\"id\":\"e-1000\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_can_be_neither_put_on_file_nor_published_is_written_to_the_log_without_personal_fields()
    {
        using var host = await StartAsync();
        Directory.Delete(Folder("tests"), recursive: true);
        topic.IsAway = true;

        var personal = new Dictionary<string, string?> { ["email"] = "a@b.c" };
        var audit = host.Services.GetRequiredService<IAudit>();
        await audit.RecordAsync(new("demo"), Line(1).Event with { Subject = "p-1", Personal = personal }, None);

        var line = Assert.Single(lines.Written, line => line.Contains("\"id\":\"e-1\"", StringComparison.Ordinal));
        Assert.DoesNotContain("a@b.c", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Host_does_not_start_with_a_folder_that_cannot_be_written()
    {
        File.WriteAllText(Folder("tests"), "a file where the folder should be");

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(StartAsync);

        Assert.Contains("Auditing:Folder", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task RecordAsync(IHost host, int i) =>
        await host.Services.GetRequiredService<IAudit>().RecordAsync(new("demo"), Line(i).Event, None);

    private string Folder(string name) => Path.Combine(folder.FullName, name);

    private List<string> Files() => [.. Directory.EnumerateFiles(Folder("tests"))];

    // What kill -9 leaves: the files as they are, and a lock that nobody holds.
    private void LeaveBehind(string from, string to)
    {
        Directory.CreateDirectory(Folder(to));
        foreach (var path in Directory.EnumerateFiles(Folder(from)))
        {
            var copy = Path.Combine(Folder(to), Path.GetFileName(path));
            if (path.EndsWith(".lock", StringComparison.Ordinal)) File.WriteAllText(copy, "");
            else File.Copy(path, copy);
        }
    }

    private Task<IHost> StartAsync() => StartAsync([]);

    private async Task<IHost> StartAsync(Dictionary<string, string?> settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new() { ApplicationName = "tests" });
        builder.Configuration["Auditing:Folder"] = folder.FullName;
        foreach (var (name, value) in settings) builder.Configuration[name] = value;
        builder.Services.AddMetrics().AddAuditing().AddSingleton(TimeProvider.System).RemoveAll<DaprClient>()
            .AddSingleton<DaprClient>(_ => topic).AddLogging(logging => logging.AddProvider(lines));
        var host = builder.Build();
        await host.StartAsync(None);
        return host;
    }

    private static SpoolLine Line(int i) => new(new("demo"), new()
    {
        Id = $"e-{i}",
        Time = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero),
        Actor = "ann",
        ActorKind = ActorKind.User,
        Action = "model.promote",
        ObjectType = "models",
        Result = AuditResult.Allowed,
    });

    private sealed class Lines : ILoggerProvider, ILogger
    {
        private readonly List<string> written = [];

        public IReadOnlyList<string> Written
        {
            get
            {
                lock (written) return [.. written];
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (written) written.Add(formatter(state, exception));
        }

        public void Dispose() => written.TrimExcess();
    }
}
