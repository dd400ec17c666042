using Microsoft.AspNetCore.Http;

namespace Platform.Hosting;

/// <summary>Serves only callers of tenants that are in service, and hangs up on them when theirs no longer is.</summary>
internal sealed class TenantGate(TenantDirectory directory)
{
    public async Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        if (context.User.Identity is not { IsAuthenticated: true } || CallerTenant.Of(context) is not { } tenant)
        {
            await next(context);
            return;
        }

        if (Objection(directory.StandingOf(tenant)) is not var (status, code, detail))
        {
            await using var hangUp = directory.Barred(tenant).UnsafeRegister(static state => (state as HttpContext)?.Abort(), context);
            await next(context);
            return;
        }

        if (status == StatusCodes.Status503ServiceUnavailable) context.Response.Headers.RetryAfter = "1";
        var problem = TypedResults.Problem(detail, statusCode: status, extensions: new Dictionary<string, object?> { ["code"] = code });
        await problem.ExecuteAsync(context);
    }

    private static (int Status, string Code, string Detail)? Objection(Standing standing) => standing switch
    {
        Standing.Active => null,
        Standing.Unread => (503, "registry-unread", "The registry of tenants has not been read yet. Try again in a moment."),
        Standing.Onboarding => (403, "tenant-onboarding", "The tenant is being set up."),
        Standing.Suspended => (403, "tenant-suspended", "The tenant is suspended."),
        // Whoever holds a token of a tenant that is gone learns no more than whoever invents one.
        _ => (403, "tenant-unknown", "There is no such tenant."),
    };
}
