using Platform.Local.Resiliency;

namespace Platform.Local.Actors;

/// <summary>One turn's work: what the app is asked.</summary>
/// <param name="Id">Which actor.</param>
/// <param name="Method">The path below the actor, e.g. <c>/method/Add</c>, escaped.</param>
/// <param name="Message">Makes the message, anew for each attempt; where it goes is filled in.</param>
internal sealed record ActorCall(ActorId Id, string Method, Func<HttpRequestMessage> Message)
{
    public const string ChainHeader = "Dapr-Reentrancy-Id";

    /// <summary>The chain of calls that this one belongs to; null when it begins one.</summary>
    public string? Chain { get; init; }

    /// <summary>What applies once the turn has begun: the time limit.</summary>
    public Policy Within { get; init; } = Policy.None;
}
