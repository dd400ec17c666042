namespace Platform.Dapr;

/// <summary>A call into an actor failed: the method threw, is unknown, or the actor could not be reached.</summary>
/// <param name="actorType">The type of the actor.</param>
/// <param name="actorId">Which actor.</param>
/// <param name="methodName">The method that was called.</param>
/// <param name="reason">What the actor or the sidecar said.</param>
/// <param name="innerException">The cause; null when the answer itself says it.</param>
public sealed class ActorMethodInvocationException(
    string actorType, ActorId actorId, string methodName, string reason, Exception? innerException = null)
    : DaprException($"Calling {methodName} of actor {actorType}/{actorId} failed: {reason}", innerException)
{
    /// <summary>The type of the actor.</summary>
    public string ActorType { get; } = actorType;

    /// <summary>Which actor.</summary>
    public ActorId ActorId { get; } = actorId;

    /// <summary>The method that was called.</summary>
    public string MethodName { get; } = methodName;

    /// <summary>What the actor or the sidecar said, for instance the message of the exception that the method threw.</summary>
    public string Reason { get; } = reason;

    /// <summary>The full type name of the exception that the method threw; null when something else failed.</summary>
    public string? ExceptionType { get; init; }
}
