using System.Globalization;
using System.Text.Json;
using Platform.Dapr;

namespace Platform.Cli.Workflows;

/// <summary>How an instance is said.</summary>
internal static class InstanceWords
{
    /// <summary>One line of a list.</summary>
    public static string Line(WorkflowState state) =>
        $"{state.InstanceId,-44} {state.Name,-20} {Status(state),-10} {Moment(state.CreatedAt)} {Moment(state.LastUpdatedAt)}";

    public static string Status(WorkflowState state) => state.RuntimeStatus switch
    {
        WorkflowRuntimeStatus.Suspended => "paused",
        WorkflowRuntimeStatus.ContinuedAsNew => "running",
        var status => status.ToString().ToLowerInvariant(),
    };

    /// <summary>All that is known, one fact a line.</summary>
    public static IEnumerable<string> Details(WorkflowState state)
    {
        (string Name, string? Value)[] facts =
        [
            ("instance", state.InstanceId),
            ("workflow", state.Name),
            ("status", Status(state)),
            ("created", Moment(state.CreatedAt)),
            ("updated", Moment(state.LastUpdatedAt)),
            ("parent", state.ParentInstanceId is { Length: > 0 } parent ? parent : null),
            ("input", Read(state.ReadInputAs<JsonElement?>)),
            ("shows", Read(state.ReadCustomStatusAs<JsonElement?>)),
            ("result", Read(state.ReadOutputAs<JsonElement?>)),
            ("failure", state.FailureDetails?.ToString()),
        ];
        return facts.Where(fact => fact.Value is not null).Select(fact => $"{fact.Name,-9} {fact.Value}");
    }

    private static string Moment(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    // A payload of another client need not be JSON.
    private static string? Read(Func<JsonElement?> read)
    {
        try
        {
            return read()?.GetRawText();
        }
        catch (Exception e) when (e is JsonException || e.InnerException is JsonException)
        {
            return "(not JSON)";
        }
    }
}
