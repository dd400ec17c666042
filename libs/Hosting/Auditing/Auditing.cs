using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Platform.Hosting;

/// <summary>Registers auditing.</summary>
public static class Auditing
{
    /// <summary>Adds <see cref="IAudit"/>, for a service that records events of its own.</summary>
    /// <param name="services">The app's services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddAuditing(this IServiceCollection services)
    {
        services.AddValidOptions<AuditingOptions>();
        // A folder of its own in the shared one: whoever takes over files publishes them in its own name.
        services.AddSingleton(p => new AuditSpool(Path.Combine(
            p.GetRequiredService<IOptions<AuditingOptions>>().Value.Folder, p.GetRequiredService<IHostEnvironment>().ApplicationName)));
        services.AddSingleton<AuditingMetrics>();
        services.AddSingleton<PublishEvents>();
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<IAudit>(p => p.GetRequiredService<AuditTrail>());
        services.AddHostedService(p => p.GetRequiredService<AuditTrail>());
        return services;
    }

    /// <summary>Adds <see cref="AuditedObject"/>, for a service that changes objects of which versions are kept.</summary>
    /// <param name="services">The app's services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddAuditedObjects(this IServiceCollection services) =>
        services.AddHttpContextAccessor().AddSingleton<AuditedObject>();

    /// <summary>
    /// Adds <see cref="IAudit"/>, and records calls: state-changing ones, refused ones and first uses of a token. Only the public door
    /// does this, so that one call is one entry, however many services it passes.
    /// </summary>
    /// <param name="services">The app's services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddCallAuditing(this IServiceCollection services) =>
        services.AddAuditing().AddSingleton<SignIns>().AddSingleton<RecordCalls>();
}
