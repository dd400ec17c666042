using System.Diagnostics;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Hosting;
using Platform.Trainer;
using Platform.Trainer.Retraining;

// Training takes what scoring leaves.
using (var process = Process.GetCurrentProcess()) process.PriorityClass = ProcessPriorityClass.BelowNormal;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.Services.AddValidOptions<TrainerOptions>();
builder.Services.AddDaprClient(options => options.UseJson(TrainerJson.Default));
builder.Services.AddDaprWorkflow(options => options.RegisterRetraining());
builder.Services.AddRetraining();

var app = builder.Build();

app.UseServiceDefaults();
app.MapRetraining();
app.MapTenantData(new()
{
    Erase = async (tenant, ct) => await app.Services.GetRequiredService<Retrainings>().EndAsync(tenant, ct)
        ? [new ErasedItem("trainer", "retraining", 1)]
        : [],
});

app.Run();
