namespace Platform.Dapr;

/// <summary>Gives an actor class another type name than its own.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ActorAttribute : Attribute
{
    /// <summary>The type name by which the actor is called; null for the name of the class.</summary>
    public string? TypeName { get; set; }
}
