using FluentValidation;
using Platform.Alerts;
using Platform.Alerts.Closing;
using Platform.Contracts;
using Platform.Hosting;
using Platform.Postgres;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.Services.AddValidOptions<AlertsOptions>();
builder.Services.AddTenantDatabase<AlertsOptions>("alerts");
builder.Services.AddOutboxRelay(services => services.GetRequiredService<AlertLedger>().PublishAsync);
builder.Services.AddSingleton<AlertsMetrics>();
builder.Services.AddSingleton<AlertStore>();
builder.Services.AddSingleton<AlertLedger>();
builder.Services.AddSingleton<IValidator<AlertClosing>, AlertClosingValidator>().AddSingleton<CloseAlert>();
builder.Services.AddSingleton<LiveAlerts>();
builder.Services.AddSingleton<AlertSignals>().AddHostedService(services => services.GetRequiredService<AlertSignals>());
builder.Services.AddHostedService<ForgetHits>();

var app = builder.Build();

app.UseServiceDefaults();
app.MapAlerts();
app.MapTenantData(new() { Provision = app.Services.GetRequiredService<TenantDatabase>().MigrateAsync });

app.Run();
