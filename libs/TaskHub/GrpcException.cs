namespace Platform.TaskHub;

/// <summary>gRPC's status codes, by their numbers on the wire.</summary>
public enum GrpcStatus
{
    /// <summary>Success.</summary>
    Ok = 0,

    /// <summary>The caller gave up.</summary>
    Cancelled = 1,

    /// <summary>An error of no known kind; plain errors of Dapr arrive so.</summary>
    Unknown = 2,

    /// <summary>The request makes no sense, whatever the state.</summary>
    InvalidArgument = 3,

    /// <summary>Time ran out.</summary>
    DeadlineExceeded = 4,

    /// <summary>There is no such thing.</summary>
    NotFound = 5,

    /// <summary>There is such a thing already.</summary>
    AlreadyExists = 6,

    /// <summary>The caller may not.</summary>
    PermissionDenied = 7,

    /// <summary>Too much or too large.</summary>
    ResourceExhausted = 8,

    /// <summary>Not in this state.</summary>
    FailedPrecondition = 9,

    /// <summary>A conflict; may be tried again.</summary>
    Aborted = 10,

    /// <summary>Outside the range.</summary>
    OutOfRange = 11,

    /// <summary>There is no such method.</summary>
    Unimplemented = 12,

    /// <summary>An invariant is broken.</summary>
    Internal = 13,

    /// <summary>Not now; may be tried again.</summary>
    Unavailable = 14,

    /// <summary>Data is lost.</summary>
    DataLoss = 15,

    /// <summary>The caller is not signed in.</summary>
    Unauthenticated = 16,
}

/// <summary>A gRPC call that ended with a status other than OK.</summary>
/// <param name="status">The status.</param>
/// <param name="message">What the peer said, or what shall be said to it.</param>
public sealed class GrpcException(GrpcStatus status, string message) : Exception(message)
{
    /// <summary>The status.</summary>
    public GrpcStatus Status { get; } = status;
}
