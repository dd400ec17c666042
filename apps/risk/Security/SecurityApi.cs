using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Risk.Security;

/// <summary>What reaches the detectors of security events.</summary>
internal static class SecurityApi
{
    // A security event may have 64 KiB, many times as much as a transaction.
    private const int MostDelivered = 200;
    private static readonly TimeSpan DeliveryWait = TimeSpan.FromMilliseconds(20);

    public static void AddSecurity(this IServiceCollection services)
    {
        services.AddSingleton<IValidator<SecurityEventBatch>, SecurityEventBatchValidator>();
        services.AddSingleton<IValidator<SecurityEvent>, SecurityEventValidator>();
        services.AddSingleton<CurrentSigmaRules>().AddSingleton<CorrelateEvents>().AddSingleton<DetectThreats>();
        services.AddSingleton<ProfileStore>().AddSingleton<AnalyzeBehavior>();
        services.AddSingleton<FlowModels>().AddSingleton<MonitorNetwork>();
        services.AddSingleton<SecurityDetectors>().AddSingleton<JudgeSecurityEvents>();
    }

    public static void MapSecurity(this WebApplication app)
    {
        // Made now and not with the first event, which would wait for thousands of rules and find their mistakes late.
        app.Services.GetRequiredService<CurrentSigmaRules>();

        app.MapBulkTopic<SecurityEvent, JudgeSecurityEvents>(Topics.SecurityEvents, new(MostDelivered, DeliveryWait));
        app.MapPost("/detect-realtime", Detect).Validate<SecurityEventBatch>().RequireScope(Scopes.RiskScore).WithTags("Security")
            .WithSummary("Tries the detection rules on security events");
        app.MapPost("/analyze-behavior", Analyze).Validate<SecurityEventBatch>().RequireScope(Scopes.RiskScore).WithTags("Security")
            .UsesQuotas(Quota.Storage)
            .WithSummary("Judges what users, service accounts and hosts do by what they usually do");
        app.MapPost("/monitor-network", Monitor).Validate<SecurityEventBatch>().RequireScope(Scopes.RiskScore).WithTags("Security")
            .UsesQuotas(Quota.Storage)
            .WithSummary("Judges network flows by rules and by what is ordinary for the tenant");
    }

    private static Ok<ThreatReport> Detect(TenantId tenant, SecurityEventBatch batch, DetectThreats detect, CancellationToken ct) =>
        TypedResults.Ok(detect.Handle(tenant, batch.Events, ct));

    private static async Task<Ok<ThreatReport>> Analyze(
        TenantId tenant, SecurityEventBatch batch, AnalyzeBehavior analyze, CancellationToken ct) =>
        TypedResults.Ok(await analyze.HandleAsync(tenant, batch.Events, announcement: null, ct));

    private static async Task<Ok<ThreatReport>> Monitor(
        TenantId tenant, SecurityEventBatch batch, MonitorNetwork monitor, CancellationToken ct) =>
        TypedResults.Ok(await monitor.HandleAsync(tenant, batch.Events, announcement: null, ct));
}
