using FluentValidation;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Hosting;
using Platform.Workflows;
using Platform.Workflows.Billing;
using Platform.Workflows.Exports;
using Platform.Workflows.Housekeeping;
using Platform.Workflows.Imports;
using Platform.Workflows.Tenants;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.Services.AddValidOptions<WorkflowsOptions>();
builder.Services.AddDaprClient(options => options.UseJson(WorkflowsJson.Default));
builder.Services.AddDaprWorkflow(options => options.RegisterAll());
builder.Services.AddSingleton<IValidator<ImportRequest>, ImportRequestValidator>();
builder.Services.AddImports();
builder.Services.AddHousekeeping();
builder.Services.AddTenants();
builder.Services.AddBilling();
builder.Services.AddExports();

var app = builder.Build();

app.UseServiceDefaults();
app.MapImports();
app.MapTenants();
app.MapExports();
app.MapDailySchedule();

app.Run();
