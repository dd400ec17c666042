using System.Runtime.InteropServices;

namespace Platform.Risk.Models;

/// <summary>Long computations that must never take the processor from scoring: a thread that runs when nothing else wants to.</summary>
/// <remarks>The runtime's own thread priorities do nothing on Linux, so the system's are set; they end with the thread.</remarks>
internal static class IdleThread
{
    private const int ThisThread = 0;
    private const int LeastUrgent = 19;

    /// <summary>Runs the computation; its exception becomes the task's.</summary>
    public static Task<T> RunAsync<T>(Func<T> compute, CancellationToken ct) => Task.Factory.StartNew(
        () =>
        {
            if (OperatingSystem.IsLinux()) _ = SetPriority(0, ThisThread, LeastUrgent);
            return compute();
        },
        ct, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    // On Linux PRIO_PROCESS with 0 is the calling thread alone.
    [DllImport("libc", EntryPoint = "setpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int SetPriority(int which, int who, int priority);
}
