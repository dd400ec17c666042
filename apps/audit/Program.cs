using FluentValidation;
using Platform.Audit;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Postgres;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.Services.AddValidOptions<AuditOptions>();
builder.Services.AddTenantDatabase<AuditOptions>("audit");
builder.Services.AddSingleton<IValidator<AuditEvent>, AuditEventValidator>();
builder.Services.AddSingleton<AuditMetrics>();
builder.Services.AddSingleton<AuditKeys>();
builder.Services.AddSingleton<AuditLedger>();
builder.Services.AddSingleton<AuditStore>();
builder.Services.AddSingleton<SubjectKeys>();
builder.Services.AddSingleton<ProofStore>();
builder.Services.AddSingleton<ReadEntries>();
builder.Services.AddSingleton<ProveEntries>();
builder.Services.AddSingleton<ExportLog>();
builder.Services.AddSingleton<ReportStore>();
builder.Services.AddSingleton<ReviewAccess>();
builder.Services.AddSingleton<SealedStore>();
builder.Services.AddHostedService<SealOldEntries>();
builder.Services.AddSingleton<SignCheckpoints>().AddHostedService(services => services.GetRequiredService<SignCheckpoints>());

var app = builder.Build();

app.UseServiceDefaults();
app.MapAudit();
app.MapTenantData(new() { Provision = app.Services.GetRequiredService<TenantDatabase>().MigrateAsync });

app.Run();
