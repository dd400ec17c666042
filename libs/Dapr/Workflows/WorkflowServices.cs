using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Platform.Dapr.Grpc;
using Platform.Dapr.Worker;

namespace Platform.Dapr;

/// <summary>Registers workflows and their client.</summary>
public static class WorkflowServices
{
    /// <summary>
    /// Adds workflows and activities, the worker that runs them while the app runs, and <see cref="DaprWorkflowClient"/>. May be called
    /// more than once, each call adds its own.
    /// </summary>
    /// <param name="services">The app's services.</param>
    /// <param name="configure">E.g. <c>o => { o.RegisterWorkflow&lt;Order&gt;(); o.RegisterActivity&lt;Charge&gt;(); }</c>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddDaprWorkflow(this IServiceCollection services, Action<WorkflowRuntimeOptions> configure)
    {
        services.AddDaprWorkflowClient();
        services.AddOptions<WorkflowRuntimeOptions>()
            .Configure(configure)
            .Validate(o => o.MaxConcurrentWorkflows > 0, "MaxConcurrentWorkflows must be at least 1.")
            .Validate(o => o.MaxConcurrentActivities > 0, "MaxConcurrentActivities must be at least 1.")
            .Validate(o => o.TurnTimeout > TimeSpan.Zero, "TurnTimeout must be longer than zero.")
            .ValidateOnStart();
        services.TryAddSingleton(p => p.GetRequiredService<IOptions<WorkflowRuntimeOptions>>().Value);
        services.TryAddSingleton(p => new WorkflowJson(p.GetRequiredService<IOptions<DaprClientOptions>>().Value.Json));
        services.TryAddSingleton<Completions>();
        services.TryAddSingleton<TurnRunner>();
        services.TryAddSingleton<ActivityRunner>();
        services.TryAddSingleton<WorkerParts>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, WorkflowWorker>());
        return services;
    }

    /// <summary>Adds one <see cref="DaprWorkflowClient"/>, for an app that starts workflows and runs none.</summary>
    /// <param name="services">The app's services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddDaprWorkflowClient(this IServiceCollection services)
    {
        services.AddDaprClient();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(p => new TaskHubClient(new GrpcClient(
            p.GetRequiredService<IOptions<DaprClientOptions>>().Value, p.GetRequiredService<TimeProvider>())));
        services.TryAddSingleton(p => new DaprWorkflowClient(
            p.GetRequiredService<TaskHubClient>(), p.GetRequiredService<IOptions<DaprClientOptions>>().Value,
            p.GetRequiredService<TimeProvider>()));
        return services;
    }
}
