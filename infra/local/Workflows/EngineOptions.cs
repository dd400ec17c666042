using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Local.Components;
using Platform.Local.Components.State;
using Platform.Local.Resources;
using Platform.Local.Scheduling;

namespace Platform.Local.Workflows;

/// <summary>What an app's engine works with.</summary>
internal sealed record EngineOptions
{
    public required string AppId { get; init; }

    public required string Namespace { get; init; }

    /// <summary>Where instances are kept.</summary>
    public required IStateStore Store { get; init; }

    /// <summary>How they are found again after a restart.</summary>
    public required IOutboxScan Scan { get; init; }

    public required TimerWheel Wheel { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>The largest message from and to a worker.</summary>
    public long MaxBytes { get; init; } = 4 << 20;

    /// <summary>How much of the histories of waiting instances stays in memory.</summary>
    public long CacheBytes { get; init; } = 64 << 20;

    public WorkflowSettings Settings { get; init; } = new();

    public ILogger Log { get; init; } = NullLogger.Instance;
}
