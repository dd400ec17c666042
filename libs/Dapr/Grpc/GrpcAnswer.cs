using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Platform.TaskHub;

namespace Platform.Dapr.Grpc;

/// <summary>The status of a call, from wherever HTTP/2 put it.</summary>
internal static class GrpcAnswer
{
    private const string Status = "grpc-status";

    public static bool IsGrpc(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.OK
        && response.Content.Headers.ContentType?.MediaType?.StartsWith("application/grpc", StringComparison.Ordinal) is true;

    /// <summary>An error without a body has its status among the headers.</summary>
    public static void ThrowIfFailedAtOnce(HttpResponseMessage response)
    {
        if (response.Headers.Contains(Status)) ThrowIfNotOk(response);
    }

    /// <summary>To be called when the body has been read to its end: before that there are no trailers.</summary>
    public static void ThrowIfNotOk(HttpResponseMessage response)
    {
        var headers = response.TrailingHeaders.Contains(Status) ? response.TrailingHeaders : response.Headers;
        var text = Value(headers, Status);
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw new GrpcException(GrpcStatus.Unknown, "the answer ended without a status");
        if (number is 0) return;

        var status = number is > 0 and <= (int)GrpcStatus.Unauthenticated ? (GrpcStatus)number : GrpcStatus.Unknown;
        throw new GrpcException(status, GrpcText.Unescape(Value(headers, "grpc-message") ?? ""));
    }

    /// <summary>An answer that is no gRPC at all, e.g. from a proxy.</summary>
    public static GrpcStatus StatusOf(HttpStatusCode code) => (int)code switch
    {
        400 => GrpcStatus.Internal,
        401 => GrpcStatus.Unauthenticated,
        403 => GrpcStatus.PermissionDenied,
        404 => GrpcStatus.Unimplemented,
        429 or 502 or 503 or 504 => GrpcStatus.Unavailable,
        _ => GrpcStatus.Unknown,
    };

    /// <summary>An error of the transport; null for any other.</summary>
    public static GrpcStatus? StatusOf(Exception error) => error switch
    {
        HttpProtocolException reset => OfReset(reset.ErrorCode),
        HttpRequestException { InnerException: HttpProtocolException reset } => OfReset(reset.ErrorCode),
        IOException { InnerException: HttpProtocolException reset } => OfReset(reset.ErrorCode),
        HttpRequestException or IOException => GrpcStatus.Unavailable,
        _ => null,
    };

    // Codes of RST_STREAM and GOAWAY, RFC 9113 section 7, as gRPC reads them.
    private static GrpcStatus OfReset(long code) => code switch
    {
        0x7 => GrpcStatus.Unavailable,
        0x8 => GrpcStatus.Cancelled,
        0xB => GrpcStatus.ResourceExhausted,
        0xC => GrpcStatus.PermissionDenied,
        _ => GrpcStatus.Internal,
    };

    private static string? Value(HttpHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
