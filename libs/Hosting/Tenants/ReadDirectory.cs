using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Dapr;

namespace Platform.Hosting;

/// <summary>Keeps the directory up to date, and tells the registry which keys were used.</summary>
internal sealed partial class ReadDirectory(
    DaprClient dapr, TenantDirectory directory, IOptions<DirectoryOptions> options, TimeProvider time, ILogger<ReadDirectory> logger)
    : BackgroundService
{
    /// <summary>The registry's app, and the path at which it answers.</summary>
    public const string App = "tenants";
    public const string Path = "/internal/directory";

    private bool isAway;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.PollSeconds), time);
        do await LookAsync(stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    private async Task LookAsync(CancellationToken ct)
    {
        var uses = directory.TakeUses();
        try
        {
            while (await AskAsync(uses, ct) is { IsLast: false }) uses = [];
            isAway = false;
        }
        catch (Exception e) when (e is DaprException or HttpRequestException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            foreach (var use in uses) directory.NoteUse(use.Tenant, use.Id, use.At);
            if (!isAway) LogAway(e.Message);
            isAway = true;
        }
    }

    private async Task<DirectoryPage?> AskAsync(IReadOnlyList<KeyUse> uses, CancellationToken ct)
    {
        var page = await dapr.InvokeMethodAsync<DirectoryRequest, DirectoryPage>(
            HttpMethod.Post, App, Path, new(directory.Sequence, uses), ct);
        if (page is not null) directory.Apply(page);
        return page;
    }

    [LoggerMessage(LogLevel.Information, "The registry of tenants does not answer; what is known of them stays in force: {Reason}")]
    private partial void LogAway(string reason);
}
