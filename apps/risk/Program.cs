using Platform.Hosting;
using Platform.Metering;
using Platform.Postgres;
using Platform.Risk;
using Platform.Risk.Checkpoints;
using Platform.Risk.Decisions;
using Platform.Risk.Features;
using Platform.Risk.Lists;
using Platform.Risk.Metering;
using Platform.Risk.Models;
using Platform.Risk.Pipeline;
using Platform.Risk.Replays;
using Platform.Risk.Rules;
using Platform.Risk.Security;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.Services.AddValidOptions<RiskOptions>();
builder.Services.AddTenantDatabase<RiskOptions>("risk");
builder.Services.AddSingleton(TransactionFeatures.Load);
builder.Services.AddSingleton<RiskMetrics>().AddSingleton<DecisionStore>().AddSingleton<EntityStateStore>().AddSingleton<EraseEntities>();
builder.Services.AddRules().AddLists().AddSingleton<InForce>();
builder.Services.AddSingleton<EvidenceStore>().AddSingleton<KeepEvidence>().AddSingleton<ReplayDecision>();
builder.Services.AddSingleton<RecoverTenant>().AddSingleton<TrainModel>().AddSingleton<TenantEngines>().AddSingleton<DecideBatch>();
builder.Services.AddSingleton<AnnouncedPositions>().AddSingleton<AnnounceDecisions>()
    .AddHostedService(services => services.GetRequiredService<AnnounceDecisions>());
builder.Services.AddSingleton<ScoreTransactions>().AddHostedService(services => services.GetRequiredService<ScoreTransactions>());
builder.Services.AddMetering<MeterStore>();
builder.Services.AddSecurity();

var app = builder.Build();

app.UseServiceDefaults();
app.MapRisk();
app.MapRules();
app.MapLists();
app.MapSecurity();
app.MapTenantData(new()
{
    Provision = app.Services.GetRequiredService<TenantDatabase>().MigrateAsync,
    Erase = app.Services.GetRequiredService<EraseEntities>().HandleAsync,
});

app.Run();
