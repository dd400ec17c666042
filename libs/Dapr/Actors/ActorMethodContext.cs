namespace Platform.Dapr;

/// <summary>What makes an actor run.</summary>
public enum ActorCallType
{
    /// <summary>Someone called a method of an interface.</summary>
    ActorInterfaceMethod,

    /// <summary>A timer fired.</summary>
    TimerMethod,

    /// <summary>A reminder is due.</summary>
    ReminderMethod,
}

/// <summary>What runs, for the hooks around it.</summary>
/// <param name="MethodName">The method; a timer's callback; for a reminder <c>ReceiveReminderAsync</c>.</param>
/// <param name="CallType">What makes it run.</param>
public readonly record struct ActorMethodContext(string MethodName, ActorCallType CallType);
