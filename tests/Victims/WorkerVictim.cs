using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Dapr;

namespace Platform.Victims;

/// <summary>A worker of every kind of workflow, which says when it begins and ends an activity.</summary>
internal static class WorkerVictim
{
    public static async Task RunAsync(string folder, int grpcPort)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton(new Effects(folder));
        builder.Services.AddDaprWorkflow(o =>
        {
            o.RegisterWorkflow<Chain>();
            o.RegisterWorkflow<Fan>();
            o.RegisterWorkflow<Timed>();
            o.RegisterWorkflow<Listening>();
            o.RegisterWorkflow<Parents>();
            o.RegisterWorkflow<Renewed>();
            o.RegisterActivity<Work>();
        });
        builder.Services.Configure<DaprClientOptions>(o => o.GrpcEndpoint = new($"http://127.0.0.1:{grpcPort}/"));
        await builder.Build().RunAsync();
    }
}
