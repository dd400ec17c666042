using System.Runtime.InteropServices;

namespace Platform.Cli;

/// <summary>Ctrl-C, a polite kill and a closed terminal all mean the same: stop everything in order.</summary>
internal sealed class StopSignal : IDisposable
{
    private static readonly PosixSignal[] Signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];

    private readonly CancellationTokenSource stopping = new();
    private readonly IReadOnlyList<PosixSignalRegistration> registrations;

    public StopSignal() => registrations = [.. Signals.Select(signal => PosixSignalRegistration.Create(signal, Take))];

    public CancellationToken Token => stopping.Token;

    public void Dispose()
    {
        foreach (var registration in registrations)
        {
            registration.Dispose();
        }

        stopping.Dispose();
    }

    private void Take(PosixSignalContext signal)
    {
        signal.Cancel = true;
        stopping.Cancel();
    }
}
