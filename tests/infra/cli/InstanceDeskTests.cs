using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.Cli.Workflows;
using Platform.Dapr;
using Platform.Local;

namespace Platform.Cli.Tests;

/// <summary>The verbs on workflow instances, with a real engine and worker in this process.</summary>
public sealed class InstanceDeskTests : IAsyncLifetime
{
    private readonly StringWriter output = new(), errors = new();
    private LocalHost? host;
    private IHost? worker;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private DaprWorkflowClient Client => worker!.Services.GetRequiredService<DaprWorkflowClient>();

    private InstanceDesk Desk => new(Client, output, errors);

    public async ValueTask InitializeAsync()
    {
        host = await LocalHost.StartAsync(new() { Apps = [new("app")], Resources = [ActorStores.InMemory] }, Ct);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["DAPR_GRPC_PORT"] = $"{host.GrpcPort("app")}" });
        builder.Services.AddLogging(logging => logging.ClearProviders());
        builder.Services.AddDaprWorkflow(workflows =>
            workflows.RegisterWorkflow<string, string>("Wait", (context, _) => context.WaitForExternalEventAsync<string>("go")));
        worker = builder.Build();
        await worker.StartAsync(Ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (worker is not null) await worker.StopAsync(CancellationToken.None);
        worker?.Dispose();
        if (host is not null) await host.DisposeAsync();
    }

    [Fact]
    public async Task An_instance_is_listed_and_shown_with_its_input()
    {
        await StartAsync("one");
        await StartAsync("two");

        Assert.Equal(0, await Desk.ListAsync(100, Ct));
        Assert.Matches("one +Wait +running", output.ToString());
        Assert.Matches("two +Wait +running", output.ToString());
        Assert.Equal(0, await Desk.ShowAsync("one", Ct));
        Assert.Contains("input     \"hello\"", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_list_is_cut_and_says_so()
    {
        foreach (var n in Enumerable.Range(0, 5)) await StartAsync($"many-{n}");

        await Desk.ListAsync(3, Ct);

        Assert.Equal(3, output.ToString().Split('\n').Count(line => line.Contains("Wait", StringComparison.Ordinal)));
        Assert.Contains("--limit", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_instance_is_paused_resumed_terminated_and_purged()
    {
        await StartAsync("a");

        Assert.Equal(0, await Desk.PauseAsync("a", Ct));
        Assert.Equal(1, await Desk.PurgeAsync("a", Ct));
        Assert.Equal(0, await Desk.ResumeAsync("a", Ct));
        Assert.Equal(0, await Desk.TerminateAsync("a", Ct));
        await Client.WaitForWorkflowCompletionAsync("a", ct: Ct);
        Assert.Equal(1, await Desk.PauseAsync("a", Ct));
        Assert.Equal(0, await Desk.PurgeAsync("a", Ct));

        Assert.StartsWith("a is paused.", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("a has not ended; end it first", errors.ToString(), StringComparison.Ordinal);
        Assert.Contains("a has ended: terminated.", errors.ToString(), StringComparison.Ordinal);
        Assert.Null(await Client.GetWorkflowStateAsync("a", ct: Ct));
    }

    [Fact]
    public async Task A_history_is_json_that_can_be_read_back()
    {
        await StartAsync("a");

        Assert.Equal(0, await Desk.HistoryAsync("a", Ct));

        using var json = JsonDocument.Parse(output.ToString());
        Assert.Equal("a", json.RootElement.GetProperty("instanceId").GetString());
        Assert.Equal(json.RootElement.GetProperty("events").GetArrayLength(), WorkflowHistory.Parse(output.ToString()).Events.Count);
        Assert.Contains(WorkflowHistory.Parse(output.ToString()).Events, e => e.ExecutionStarted?.Name is "Wait");
    }

    [Fact]
    public async Task An_instance_that_is_not_there_is_exit_code_1()
    {
        Func<string, CancellationToken, Task<int>>[] verbs =
            [Desk.ShowAsync, Desk.PauseAsync, Desk.ResumeAsync, Desk.TerminateAsync, Desk.PurgeAsync, Desk.HistoryAsync];

        foreach (var verb in verbs) Assert.Equal(1, await verb("none", Ct));

        Assert.Equal(verbs.Length, errors.ToString().Split("There is no workflow instance none").Length - 1);
        Assert.Equal(0, await Desk.ListAsync(10, Ct));
        Assert.StartsWith("There are no workflow instances.", output.ToString(), StringComparison.Ordinal);
    }

    private async Task StartAsync(string id)
    {
        await Client.ScheduleNewWorkflowAsync("Wait", id, "hello", ct: Ct);
        await Client.WaitForWorkflowStartAsync(id, ct: Ct);
    }
}
