using Platform.Hosting;
using Platform.Models;
using Platform.Models.Labels;
using Platform.Models.Registry;
using Platform.Models.Training;
using Platform.Postgres;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.Services.AddValidOptions<ModelsOptions>();
builder.Services.AddTenantDatabase<ModelsOptions>("models");
builder.Services.AddOutboxRelay(services => services.GetRequiredService<LabelLedger>().PublishAsync);
builder.Services.AddSingleton<ModelsMetrics>();
builder.Services.AddLabels();
builder.Services.AddRegistry();
builder.Services.AddSingleton<TrainingStore>();

var app = builder.Build();

app.UseServiceDefaults();
app.MapLabels();
app.MapRegistry();
app.MapTraining();
app.MapTenantData(new() { Provision = app.Services.GetRequiredService<TenantDatabase>().MigrateAsync });

app.Run();
