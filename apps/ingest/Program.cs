using Platform.Hosting;
using Platform.Ingest;
using Platform.Ingest.Metering;
using Platform.Metering;
using Platform.Postgres;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.Services.AddValidOptions<IngestOptions>();
builder.Services.AddTenantDatabase<IngestOptions>("ingest");
builder.Services.AddSingleton<IngestMetrics>();
builder.Services.AddSingleton<AcceptedStore>();
builder.Services.AddSingleton<AcceptEvents>();
builder.Services.AddHostedService<ForgetAccepted>();
builder.Services.AddMetering<AcceptedCounts>();

var app = builder.Build();

app.UseServiceDefaults();
app.MapIngest();
app.MapTenantData(new() { Provision = app.Services.GetRequiredService<TenantDatabase>().MigrateAsync });

app.Run();
