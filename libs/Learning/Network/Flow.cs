namespace Platform.Learning.Network;

/// <summary>One connection, as far as the detectors are concerned. Amounts that are not known are NaN.</summary>
public sealed record Flow
{
    /// <summary>When it began, in Unix seconds.</summary>
    public required long Time { get; init; }

    /// <summary>The address or name at the other end.</summary>
    public required string Destination { get; init; }

    /// <summary>The port at the other end, 0 to 65,535; 0 when there is none.</summary>
    public int Port { get; init; }

    /// <summary>E.g. tcp; empty when not known.</summary>
    public string Protocol { get; init; } = "";

    /// <summary>E.g. http; empty when not known.</summary>
    public string Service { get; init; } = "";

    /// <summary>How the connection went, in the words of whoever logs it, e.g. SF or REJ; empty when not known.</summary>
    public string Flags { get; init; } = "";

    /// <summary>Whether it was refused or never answered.</summary>
    public bool IsFailed { get; init; }

    /// <summary>Bytes that the source sent, at least 0.</summary>
    public double BytesOut { get; init; } = double.NaN;

    /// <summary>Bytes that the source got, at least 0.</summary>
    public double BytesIn { get; init; } = double.NaN;

    /// <summary>Packets that the source sent, at least 0.</summary>
    public double Packets { get; init; } = double.NaN;

    /// <summary>Milliseconds that it lasted, at least 0.</summary>
    public double DurationMs { get; init; } = double.NaN;
}
