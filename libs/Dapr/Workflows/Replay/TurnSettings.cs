using Microsoft.Extensions.Logging;

namespace Platform.Dapr.Replay;

/// <summary>What every turn of a worker needs.</summary>
/// <param name="Find">The workflow of a name; null when the app has none.</param>
/// <param name="Json">How values become JSON.</param>
/// <param name="Loggers">Where workflows log to.</param>
internal sealed record TurnSettings(Func<string, IWorkflow?> Find, WorkflowJson Json, ILoggerFactory Loggers);
