using FluentValidation;
using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Metering;
using Platform.Postgres;
using Platform.Risk;
using Platform.Risk.CallerWeights;
using Platform.Risk.Checkpoints;
using Platform.Risk.Decisions;
using Platform.Risk.Lists;
using Platform.Risk.Metering;
using Platform.Risk.Models;
using Platform.Risk.Outcomes;
using Platform.Risk.Pipeline;
using Platform.Risk.Replays;
using Platform.Risk.Rules;
using Platform.Risk.Security;
using Platform.Scoring;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.Services.AddValidOptions<RiskOptions>();
builder.Services.AddTenantDatabase<RiskOptions>("risk");
builder.Services.AddSingleton(services => TransactionFeatures.ReadFolder(ServiceFolder.Find(
    services.GetRequiredService<IHostEnvironment>(), services.GetRequiredService<IOptions<RiskOptions>>().Value.FeaturesPath)));
builder.Services.AddSingleton<RiskMetrics>().AddSingleton<DecisionStore>().AddSingleton<EntityStateStore>().AddSingleton<EraseEntities>();
builder.Services.AddRules().AddLists();
builder.Services.AddModels();
builder.Services.AddSingleton<IValidator<ScoringCall>, ScoringCallValidator>();
builder.Services.AddSingleton<EvidenceStore>().AddSingleton<KeepEvidence>().AddSingleton<ReplayDecision>().AddSingleton<FindDecision>();
builder.Services.AddSingleton<ReplayLog>().AddSingleton<RecoverTenant>();
builder.Services.AddSingleton<TrainModel>().AddSingleton<Deciders>().AddSingleton<TenantEngines>();
builder.Services.AddSingleton<DecideBatch>();
builder.Services.AddSingleton<OutcomeStore>().AddSingleton<LearnOutcomes>().AddSingleton<PipelineSteps>();
builder.Services.AddSingleton<AnnouncedPositions>().AddSingleton<AnnounceDecisions>()
    .AddHostedService(services => services.GetRequiredService<AnnounceDecisions>());
builder.Services.AddSingleton<ScoreTransactions>().AddHostedService(services => services.GetRequiredService<ScoreTransactions>());
builder.Services.AddMetering<MeterStore>();
builder.Services.AddSecurity();
builder.Services.AddCustomScoring();

var app = builder.Build();

app.UseServiceDefaults();
app.MapRisk();
app.MapRules();
app.MapModels();
app.MapLists();
app.MapSecurity();
app.MapCustomScoring();
app.MapTenantData(new()
{
    Provision = app.Services.GetRequiredService<TenantDatabase>().MigrateAsync,
    Erase = app.Services.GetRequiredService<EraseEntities>().HandleAsync,
});

app.Run();
