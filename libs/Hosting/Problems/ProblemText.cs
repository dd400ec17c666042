using Microsoft.AspNetCore.Http;

namespace Platform.Hosting;

/// <summary>Carries the reason of a refusal to the one place that writes problem answers.</summary>
internal static class ProblemText
{
    private static readonly object key = new();

    public static void Explain(HttpContext? context, string reason)
    {
        if (context is not null)
            context.Items[key] = reason;
    }

    public static void Complete(ProblemDetailsContext context)
    {
        if (context.HttpContext.Items[key] is string reason)
            context.ProblemDetails.Detail ??= reason;
    }
}
