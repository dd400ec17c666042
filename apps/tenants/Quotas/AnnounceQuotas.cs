using Npgsql;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Tenants.Billing;

namespace Platform.Tenants.Quotas;

/// <summary>Announces once a month each that 80 % and all of a quota are used.</summary>
internal sealed partial class AnnounceQuotas(AnnounceOnce announce, TimeProvider time, ILogger<AnnounceQuotas> logger)
{
    private const string NoteSql = """
        INSERT INTO quota_alerts (month, quota, percent, at) VALUES ($1, $2, $3, $4) ON CONFLICT (month, quota, percent) DO NOTHING
        """;

    private static readonly int[] parts = [QuotaUsed.Warning, QuotaUsed.Exhausted];

    /// <summary>Announces what a tenant reached and was not told of before.</summary>
    public async Task HandleAsync(TenantId tenant, IEnumerable<QuotaUsed> used, QuotaLimits limits, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        foreach (var each in used)
        {
            foreach (var alert in AlertsOf(each, limits, now)) await HandleAsync(tenant, alert, ct);
        }
    }

    private static IEnumerable<QuotaAlert> AlertsOf(QuotaUsed used, QuotaLimits limits, DateTimeOffset now)
    {
        var month = Month.Of(now);
        return limits[used.Quota] is not { } limit
            ? []
            : parts.Where(part => used.ToldPercent(limits, month) >= part).Select(part => new QuotaAlert
            {
                Month = month.ToString(), Quota = used.Quota, Percent = part, Used = used.In(month), Limit = limit, At = now,
            });
    }

    private async Task HandleAsync(TenantId tenant, QuotaAlert alert, CancellationToken ct)
    {
        var note = new NpgsqlBatchCommand(NoteSql)
        {
            Parameters =
            {
                new() { Value = alert.Month }, new() { Value = (short)alert.Quota }, new() { Value = alert.Percent },
                new() { Value = alert.At },
            },
        };
        var body = BulkBody.Encode([Envelope(tenant, alert)], ContractsJson.Default.QuotaAlert);
        if (await announce.HandleAsync(tenant, note, (Topics.QuotaAlerts, body), ct))
            LogReached(tenant, alert.Percent, alert.Quota, alert.Month);
    }

    private static CloudEvent<QuotaAlert> Envelope(TenantId tenant, QuotaAlert alert) => new(
        $"quota-{tenant}-{alert.Month}-{alert.Quota.ToString().ToLowerInvariant()}-{alert.Percent}",
        "tenants", "platform.quota-alert", alert.At, alert)
    {
        TenantId = tenant.ToString(),
        PartitionKey = tenant.ToString(),
    };

    [LoggerMessage(LogLevel.Information, "Tenant {Tenant}: {Percent} % of the quota {Quota} of {Month} are used")]
    private partial void LogReached(TenantId tenant, int percent, Quota quota, string month);
}
