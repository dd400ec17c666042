using FluentValidation;
using Platform.Contracts;

namespace Platform.Workflows.Tenants;

/// <summary>What onboarding and erasure are made of.</summary>
internal static class TenantServices
{
    public static void AddTenants(this IServiceCollection services)
    {
        services.AddSingleton<IValidator<NewTenant>, NewTenantValidator>();
        services.AddSingleton<TenantRegistry>();
        services.AddSingleton<StartOnboarding>();
        services.AddSingleton<StartErasure>();
    }
}
