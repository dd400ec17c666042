using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Local.Sidecar;
using Platform.TaskHub;

namespace Platform.Local.Workflows.Grpc;

/// <summary>Answers gRPC calls of one app: checks the caller, finds the method, and turns what went wrong into a status.</summary>
internal sealed partial class TaskHubService(AppSidecar sidecar)
{
    private const string Prefix = "/TaskHubSidecarService/";
    private const string ContentType = "application/grpc";
    private const string TokenHeader = "dapr-api-token";
    private const int MediaTypeStatus = StatusCodes.Status415UnsupportedMediaType;

    // What daprd says of every method that it does not know, because it takes it for an invocation of another app.
    private const string NotProxied = "failed to proxy request: required metadata dapr-callee-app-id or dapr-app-id not found";

    private readonly TaskHubMethods methods = new(sidecar);
    private readonly ILogger log = (sidecar.Options.Loggers ?? NullLoggerFactory.Instance).CreateLogger("dapr.workflow");

    public async Task AnswerAsync(HttpContext context)
    {
        if (Refusal(context.Request) is { } refused)
        {
            context.Response.StatusCode = refused;
            if (refused == MediaTypeStatus) context.Response.Headers["grpc-status"] = "3";
            return;
        }

        context.Response.ContentType = ContentType;
        using var call = new GrpcCall(context, sidecar.Options.MaxBodyBytes, sidecar.Time);
        var (status, message) = await RunAsync(call);
        if (!context.RequestAborted.IsCancellationRequested) call.End(status, message);
    }

    private async Task<(GrpcStatus Status, string Message)> RunAsync(GrpcCall call)
    {
        try
        {
            CheckToken(call.Context.Request);
            await Method(call.Context.Request.Path.Value ?? "")(call);
            return (GrpcStatus.Ok, "");
        }
        catch (GrpcException error)
        {
            return (error.Status, error.Message);
        }
        catch (OperationCanceledException)
        {
            return call.IsLate ? (GrpcStatus.DeadlineExceeded, "context deadline exceeded") : (GrpcStatus.Cancelled, "context canceled");
        }
        catch (Exception error) when (call.Context.RequestAborted.IsCancellationRequested)
        {
            return (GrpcStatus.Cancelled, error.Message);
        }
        catch (Exception error)
        {
            LogFailed(error, call.Context.Request.Path.Value ?? "");
            return (IsAway(error) ? GrpcStatus.Unavailable : GrpcStatus.Unknown, error.Message);
        }
    }

    private static bool IsAway(Exception error) =>
        error is System.Data.Common.DbException or IOException or TimeoutException or System.Net.Sockets.SocketException;

    private Func<GrpcCall, Task> Method(string path)
    {
        if (path.StartsWith(Prefix, StringComparison.Ordinal) && methods.Find(path[Prefix.Length..]) is { } method) return method;
        throw new GrpcException(GrpcStatus.Unknown, NotProxied);
    }

    private void CheckToken(HttpRequest request)
    {
        if (string.IsNullOrEmpty(sidecar.Options.DaprApiToken)) return;
        var given = Encoding.UTF8.GetBytes(request.Headers[TokenHeader].ToString());
        if (!CryptographicOperations.FixedTimeEquals(given, Encoding.UTF8.GetBytes(sidecar.Options.DaprApiToken)))
            throw new GrpcException(GrpcStatus.Unauthenticated, "invalid api token");
    }

    private static int? Refusal(HttpRequest request) =>
        !HttpMethods.IsPost(request.Method) ? StatusCodes.Status405MethodNotAllowed
        : request.ContentType?.StartsWith(ContentType, StringComparison.Ordinal) is true ? null
        : MediaTypeStatus;

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} failed")]
    private partial void LogFailed(Exception error, string method);
}
