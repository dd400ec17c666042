using System.Security.Claims;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Hosting;
using Platform.Trainer.Services;

namespace Platform.Trainer.Retraining;

/// <summary>Retrainings: start, watch, look back.</summary>
internal static class RetrainingApi
{
    private const string Path = "/ml/retraining";

    public static void AddRetraining(this IServiceCollection services)
    {
        services.AddSingleton<IValidator<RetrainingRequest>, RetrainingRequestValidator>();
        services.AddSingleton<BlobStore>().AddSingleton<DataSetFiles>().AddSingleton<RiskLog>().AddSingleton<ModelsRegistry>();
        services.AddSingleton<Retrainings>();
    }

    public static void RegisterRetraining(this WorkflowRuntimeOptions workflows)
    {
        workflows.RegisterWorkflow<RetrainModel>();
        workflows.RegisterActivity<BuildDataSet>();
        workflows.RegisterActivity<SearchChallengers>();
        workflows.RegisterActivity<TrainChallenger>();
        workflows.RegisterActivity<JudgeChallenger>();
        workflows.RegisterActivity<PromoteChallenger>();
        workflows.RegisterActivity<RecordRun>();
    }

    public static void MapRetraining(this WebApplication app)
    {
        var runs = app.MapGroup(Path).WithTags("Models");
        runs.MapPost("", Start).Validate<RetrainingRequest>().RequireScope(Scopes.ModelsWrite).UsesQuotas(Quota.Storage)
            .WithSummary("Starts a retraining");
        runs.MapGet("", List).RequireScope(Scopes.ModelsRead).WithSummary("The latest retrainings");
        runs.MapGet("/{id}", Find).RequireScope(Scopes.ModelsRead).WithSummary("How a retraining goes, or ended");
    }

    private static async Task<Results<Accepted<RetrainingRun>, ProblemHttpResult>> Start(
        TenantId tenant, RetrainingRequest request, ClaimsPrincipal caller, Retrainings retrainings, IOptions<TrainerOptions> options,
        CancellationToken ct)
    {
        var input = new RetrainingInput(tenant.ToString(), Guid.CreateVersion7().ToString("N"), caller.Subject())
        {
            Reason = request.Reason,
            AsOf = request.AsOf,
            Challengers = request.Challengers ?? options.Value.Challengers,
            TrainingDays = request.TrainingDays ?? options.Value.TrainingDays,
            Seed = options.Value.Seed,
        };
        if (!await retrainings.StartAsync(input, ct)) return Conflicts.Of("retraining-running", "A retraining of this tenant goes on.");

        return await retrainings.LatestAsync(tenant, ct) is { } run
            ? TypedResults.Accepted($"/api/v1{Path}/{run.Id}", run)
            : Conflicts.Of("retraining-gone", "The retraining was ended at once.");
    }

    private static async Task<Ok<RetrainingRuns>> List(
        TenantId tenant, Retrainings retrainings, ModelsRegistry registry, CancellationToken ct)
    {
        var ended = await registry.RunsAsync(tenant, ct);
        var latest = await retrainings.LatestAsync(tenant, ct);
        return TypedResults.Ok(latest is null || ended.Runs.Any(run => run.Id == latest.Id) ? ended : new([latest, .. ended.Runs]));
    }

    private static async Task<Results<Ok<RetrainingRun>, NotFound>> Find(
        TenantId tenant, string id, Retrainings retrainings, ModelsRegistry registry, CancellationToken ct)
    {
        var latest = await retrainings.LatestAsync(tenant, ct);
        var run = latest?.Id == id ? latest : await registry.RunAsync(tenant, id, ct);
        return run is null ? TypedResults.NotFound() : TypedResults.Ok(run);
    }
}
