using FluentValidation;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Hosting;
using Platform.Workflows;
using Platform.Workflows.Housekeeping;
using Platform.Workflows.Imports;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.Services.AddValidOptions<WorkflowsOptions>();
builder.Services.AddDaprClient(options => options.UseJson(WorkflowsJson.Default));
builder.Services.AddDaprWorkflow(options => options.RegisterAll());
builder.Services.AddSingleton<IValidator<ImportRequest>, ImportRequestValidator>();
builder.Services.AddImports();
builder.Services.AddHousekeeping();

var app = builder.Build();

app.UseServiceDefaults();
app.MapImports();
app.MapDailySchedule();

app.Run();
