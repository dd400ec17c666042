namespace Platform.Load.Sending;

/// <summary>Where the platform is and who speaks to it.</summary>
public sealed record GatewayOptions
{
    /// <summary>The gateway's address, without <c>/api/v1</c>.</summary>
    public required Uri Gateway { get; init; }

    /// <summary>A valid bearer token; asked for again before every request, so a long run can renew it.</summary>
    public required Func<string> Token { get; init; }

    /// <summary>The clock of schedules and waits.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
