using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts;

namespace Platform.Hosting;

/// <summary>Refuses calls that use what a tenant has used up, and warns before. It looks at memory only; see adr/0025.</summary>
public static class QuotaGate
{
    /// <summary>The code of the refusal.</summary>
    public const string Code = "quota-exhausted";

    /// <summary>The header that warns, e.g. <c>events; used=83</c>.</summary>
    public const string Header = "Quota-Warning";

    private const int Exhausted = 100;

    /// <summary>Says what calls of a route use. Whoever has used that up is answered with 402, a problem that names the quota.</summary>
    /// <param name="route">The route.</param>
    /// <param name="quotas">What a call uses.</param>
    /// <returns>The route.</returns>
    public static RouteHandlerBuilder UsesQuotas(this RouteHandlerBuilder route, params Quota[] quotas) =>
        route.AddEndpointFilter((context, next) => Check(context.HttpContext, quotas) is { } refusal ? new(refusal) : next(context));

    private static ProblemHttpResult? Check(HttpContext context, Quota[] quotas)
    {
        if (CallerTenant.Of(context) is not { } tenant) return null;

        var services = context.RequestServices;
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var used = services.GetRequiredService<TenantDirectory>().UsedQuotas(tenant, now);
        foreach (var use in used)
        {
            if (!quotas.Contains(use.Quota)) continue;
            if (use.Percent >= Exhausted) return Refusal(use);
            context.Response.Headers.Append(Header, $"{NameOf(use.Quota)}; used={use.Percent.ToString(CultureInfo.InvariantCulture)}");
        }

        return null;
    }

    private static ProblemHttpResult Refusal(QuotaUse use)
    {
        var quota = new Dictionary<string, object?> { ["name"] = NameOf(use.Quota), ["resetsAt"] = use.ResetsAt };
        return TypedResults.Problem(
            Detail(use), statusCode: StatusCodes.Status402PaymentRequired,
            extensions: new Dictionary<string, object?> { ["code"] = Code, ["quota"] = quota });
    }

    private static string Detail(QuotaUse use) => use.ResetsAt is { } at
        ? string.Create(
            CultureInfo.InvariantCulture, $"The month's {NameOf(use.Quota)} are used up; they begin anew at {at:yyyy-MM-dd HH:mm} UTC.")
        : $"The {NameOf(use.Quota)} is used up: remove data, or have the limit raised.";

    private static string NameOf(Quota quota) => quota switch
    {
        Quota.Events => "events",
        Quota.Scores => "scores",
        Quota.Storage => "storage",
        _ => throw new ArgumentOutOfRangeException(nameof(quota)),
    };
}
