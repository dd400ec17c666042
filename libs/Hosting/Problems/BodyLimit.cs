using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Hosting;

/// <summary>
/// Answers 413 to a body that says it is too large, and reads it away first: a server that answers and closes while the sender still
/// sends leaves most senders with a broken pipe instead of the answer.
/// </summary>
internal static class BodyLimit
{
    private const int MaxDrainedBytes = 64 << 20;

    public static async Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        var limit = context.Features.Get<IHttpMaxRequestBodySizeFeature>();
        if (limit is not { IsReadOnly: false, MaxRequestBodySize: { } most } || !(context.Request.ContentLength > most))
        {
            await next(context);
            return;
        }
        if (context.Request.ContentLength <= MaxDrainedBytes)
        {
            limit.MaxRequestBodySize = MaxDrainedBytes;
            await DrainAsync(context.Request.Body, context.RequestAborted);
        }
        await AnswerAsync(context, most);
    }

    private static async Task DrainAsync(Stream body, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(64 << 10);
        try
        {
            int count;
            do
                count = await body.ReadAsync(buffer, ct);
            while (count > 0);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task AnswerAsync(HttpContext context, long most)
    {
        context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
        await context.RequestServices.GetRequiredService<IProblemDetailsService>().TryWriteAsync(new()
        {
            HttpContext = context,
            ProblemDetails = new ProblemDetails
            {
                Status = StatusCodes.Status413PayloadTooLarge,
                Title = "The body is too large",
                Detail = $"At most {most} bytes.",
            },
        });
    }
}
