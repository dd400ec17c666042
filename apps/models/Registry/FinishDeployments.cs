using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Postgres;

namespace Platform.Models.Registry;

/// <summary>Tells risk what it was not told: when this service, risk or blob storage died in between.</summary>
internal sealed partial class FinishDeployments(
    RegistryStore store, ChangeModels change, TenantDatabase database, IOptions<ModelsOptions> options, TimeProvider time,
    ILogger<FinishDeployments> logger) : BackgroundService
{
    private readonly TimeSpan period = TimeSpan.FromSeconds(options.Value.TellAgainSeconds);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // At start nobody else can be at it any more; later only what is older than a call takes.
        await FinishAllAsync(time.GetUtcNow(), stoppingToken);
        using var timer = new PeriodicTimer(period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await FinishAllAsync(time.GetUtcNow() - period, stoppingToken);
    }

    private Task FinishAllAsync(DateTimeOffset before, CancellationToken ct) =>
        database.ForEachAsync(tenant => FinishAsync(tenant, before, ct), e => LogLater(e.Message), ct);

    private async Task FinishAsync(TenantId tenant, DateTimeOffset before, CancellationToken ct)
    {
        if (await store.WaitingAsync(tenant, before, ct) is { } chosen) await change.DeployAsync(tenant, chosen, ct);
    }

    [LoggerMessage(LogLevel.Warning, "Scoring could not be told of a model yet: {Reason}")]
    private partial void LogLater(string reason);
}
