using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Scoring;
using Platform.Scoring.Retraining;
using Platform.Trainer.Services;

namespace Platform.Trainer.Retraining;

/// <summary>A data set, or why there is none to learn from: without a version there is none at all.</summary>
internal sealed record BuiltDataSet(string? Version, IReadOnlyList<QualityFinding> Findings, string? Problem);

/// <summary>Gathers events and labels as they were known, computes the features of then, and looks for what is wrong with them.</summary>
internal sealed partial class BuildDataSet(
    RiskLog log, ModelsRegistry registry, DataSetFiles files, IOptions<TrainerOptions> options, ILogger<BuildDataSet> logger)
    : WorkflowActivity<RetrainingInput, BuiltDataSet>
{
    public override async Task<BuiltDataSet> RunAsync(WorkflowActivityContext context, RetrainingInput input)
    {
        var (tenant, ct) = (new TenantId(input.Tenant), context.CancellationToken);
        try
        {
            var features = await log.FeaturesAsync(tenant, ct);
            var events = await log.EventsAsync(tenant, options.Value.MostEvents, ct);
            if (events.Count == 0) return new(null, [], "There are no events to learn from.");

            var labels = await registry.LabelsAsync(tenant, input.AsOf ?? events[^1].Time, ct);
            return await BuildAsync(input, (features, events, labels), ct);
        }
        catch (FraudTrainingException problem)
        {
            return new(null, [], problem.Message);
        }
    }

    private async Task<BuiltDataSet> BuildAsync(
        RetrainingInput input, (TransactionFeatures Features, List<Transaction> Events, KnownLabels Labels) known, CancellationToken ct)
    {
        var (tenant, path) = (new TenantId(input.Tenant), files.NewPath());
        var built = Write(input, known, path);
        var file = await files.SaveAsync(tenant, built, path, ct);
        var last = await registry.LatestDataSetAsync(tenant, ct);
        var findings = DataQuality.Check(file.Summary, last?.Summary, new());
        await registry.KeepAsync(tenant, new DataSetView(file.Version, file.Summary, findings), ct);
        var stops = findings.FirstOrDefault(finding => finding.Severity is FindingSeverity.Stop);
        LogBuilt(tenant, file.Version, file.Summary.Training.Events, file.Summary.Training.Frauds);
        return new(file.Version, findings, stops is null ? null : $"The data are not fit to learn from: {stops.Text}");
    }

    private DataSetFile Write(
        RetrainingInput input, (TransactionFeatures Features, List<Transaction> Events, KnownLabels Labels) known, string path)
    {
        using var builder = new DataSetBuilder(
            known.Features,
            new()
            {
                AsOf = known.Labels.AsOf,
                LabelDelay = TimeSpan.FromDays(options.Value.LabelDelayDays),
                OutOfTime = TimeSpan.FromDays(options.Value.OutOfTimeDays),
                Training = TimeSpan.FromDays(input.TrainingDays),
                MostEvents = options.Value.MostEvents,
            },
            path);
        foreach (var e in known.Events.TakeWhile(e => e.Time <= known.Labels.AsOf)) builder.Add(known.Labels.Of(e));

        return builder.Finish();
    }

    [LoggerMessage(LogLevel.Information, "Tenant {Tenant}: data set {Version} has {Events} events to learn from, {Frauds} of them fraud")]
    private partial void LogBuilt(TenantId tenant, string version, int events, int frauds);
}
