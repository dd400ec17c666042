using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Cli.Imports;
using Platform.Contracts;
using Platform.Load.Sending;
using Platform.Local;

namespace Platform.Cli.Tests;

/// <summary>Watching an import through a gateway of the test.</summary>
public sealed class WatchImportTests : IAsyncLifetime
{
    private static readonly ImportProgress Half = new() { Phase = ImportPhase.Importing, Rows = 10, Done = 5, Accepted = 5 };

    private static readonly Import Running = new()
    {
        Id = "a1", File = "f.csv", Status = ImportStatus.Running, CreatedAt = default, UpdatedAt = default, Progress = Half,
    };

    // Null is a platform that is away.
    private readonly ConcurrentQueue<Import?> answers = [];
    private readonly ManualTime time = new();
    private readonly StringWriter output = new();
    private readonly WebApplication gateway = Gateway();
    private GatewayClient? client;

    public async ValueTask InitializeAsync()
    {
        gateway.MapGet("/api/v1/imports/a1", async context =>
        {
            if (!answers.TryDequeue(out var import) || import is null) context.Response.StatusCode = 503;
            else await context.Response.WriteAsJsonAsync(import, ContractsJson.Default.Import);
        });
        await gateway.StartAsync(TestContext.Current.CancellationToken);
        var address = gateway.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        client = new(new() { Gateway = new(address), Token = () => "token" });
    }

    public async ValueTask DisposeAsync()
    {
        client?.Dispose();
        await gateway.DisposeAsync();
    }

    [Fact]
    public async Task An_import_is_followed_to_its_end_also_while_the_platform_is_away()
    {
        foreach (var answer in new[] { Running, null, null, Running with { Status = ImportStatus.Completed } }) answers.Enqueue(answer);

        Assert.Equal(0, await EndAsync(Watch().RunAsync("a1", TestContext.Current.CancellationToken)));

        var text = output.ToString();
        Assert.Contains("50 % | 5 of 10 rows", text, StringComparison.Ordinal);
        Assert.Contains("the import goes on when it is back", text, StringComparison.Ordinal);
        Assert.Contains("import a1 of f.csv: completed", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_platform_that_stays_away_is_given_up_after_some_minutes() =>
        await Assert.ThrowsAsync<GatewayException>(() => EndAsync(Watch().RunAsync("a1", TestContext.Current.CancellationToken)));

    [Theory]
    [InlineData(ImportStatus.Failed, 1)]
    [InlineData(ImportStatus.Cancelled, 1)]
    [InlineData(ImportStatus.Paused, 0)]
    public async Task Only_an_end_without_success_is_exit_code_1(ImportStatus status, int expected)
    {
        answers.Enqueue(Running with { Status = status, Error = status is ImportStatus.Failed ? "The file is damaged." : null });

        Assert.Equal(expected, await EndAsync(Watch().RunAsync("a1", TestContext.Current.CancellationToken)));
        Assert.Equal(status is ImportStatus.Failed, output.ToString().Contains("The file is damaged.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ctrl_C_says_how_to_watch_again()
    {
        using var stop = new CancellationTokenSource();
        answers.Enqueue(Running);
        var watching = Watch().RunAsync("a1", stop.Token);
        await Eventually.HoldsAsync(() => time.Due.Count > 0);

        await stop.CancelAsync();

        Assert.Equal(0, await watching);
        Assert.EndsWith("The import goes on. Watch it again: watch a1" + Environment.NewLine, output.ToString(), StringComparison.Ordinal);
    }

    private WatchImport Watch() => new(new(client!), output, "watch ID", time);

    private async Task<int> EndAsync(Task<int> watching)
    {
        await Eventually.HoldsAsync(() => watching.IsCompleted, meanwhile: () => time.Advance(TimeSpan.FromSeconds(2)));
        return await watching;
    }

    private static WebApplication Gateway()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        return app;
    }
}
