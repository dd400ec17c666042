using System.Net;
using Platform.TaskHub;

namespace Platform.Dapr;

/// <summary>A gRPC status as the exception that callers of the sidecar know.</summary>
internal static class GrpcFailure
{
    public static DaprException ToDapr(GrpcException error) =>
        new(error.Message, error) { StatusCode = HttpOf(error), ErrorCode = NameOf(error.Status) };

    public static bool IsNotFound(DaprException error) => error.StatusCode is HttpStatusCode.NotFound;

    // Dapr's engine reports most errors as UNKNOWN, so the text has to tell.
    private static HttpStatusCode? HttpOf(GrpcException error) => error.Status switch
    {
        _ when error.Message.Contains("no such instance exists", StringComparison.Ordinal) => HttpStatusCode.NotFound,
        GrpcStatus.NotFound => HttpStatusCode.NotFound,
        GrpcStatus.AlreadyExists => HttpStatusCode.Conflict,
        GrpcStatus.InvalidArgument or GrpcStatus.OutOfRange => HttpStatusCode.BadRequest,
        GrpcStatus.FailedPrecondition or GrpcStatus.Aborted => HttpStatusCode.Conflict,
        GrpcStatus.PermissionDenied => HttpStatusCode.Forbidden,
        GrpcStatus.Unauthenticated => HttpStatusCode.Unauthorized,
        GrpcStatus.ResourceExhausted => HttpStatusCode.RequestEntityTooLarge,
        GrpcStatus.Unimplemented => HttpStatusCode.NotImplemented,
        GrpcStatus.DeadlineExceeded => HttpStatusCode.GatewayTimeout,
        GrpcStatus.Unavailable => null,
        _ => HttpStatusCode.InternalServerError,
    };

    // As the specification writes them, e.g. ALREADY_EXISTS.
    private static string NameOf(GrpcStatus status) =>
        string.Concat(status.ToString().Select((c, i) => char.IsUpper(c) && i > 0 ? $"_{c}" : $"{char.ToUpperInvariant(c)}"));
}
