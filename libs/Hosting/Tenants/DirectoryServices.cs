using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Platform.Hosting;

/// <summary>Registers the directory of tenants.</summary>
internal static class DirectoryServices
{
    public static void AddTenantDirectory(this IServiceCollection services)
    {
        services.AddValidOptions<DirectoryOptions>();
        services.AddSingleton(p => new TenantDirectory(IsRequired(p)));
        services.AddSingleton<TenantGate>();
        services.AddSingleton<TenantStates>();
        services.AddHostedService<ReadDirectory>();
        services.AddHealthChecks().AddCheck<DirectoryHealth>("registry", tags: ["ready"]);
    }

    private static bool IsRequired(IServiceProvider services) =>
        services.GetRequiredService<IOptions<DirectoryOptions>>().Value.Required
        ?? services.GetRequiredService<IHostEnvironment>().IsProduction();
}
