using Platform.Contracts;

namespace Platform.Audit.Tests;

/// <summary>Audit events for tests.</summary>
internal static class Events
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    public static AuditEvent Of(
        int i, string actor = "ann", string action = "POST /imports", AuditResult result = AuditResult.Allowed) => new()
    {
        Id = $"e-{i}",
        Time = Noon.AddMinutes(i),
        Actor = actor,
        ActorKind = ActorKind.User,
        Action = action,
        ObjectType = "imports",
        ObjectId = $"o-{i}",
        Result = result,
    };

    public static AuditEvent[] Many(int count, int from = 1) => [.. Enumerable.Range(from, count).Select(i => Of(i))];
}
