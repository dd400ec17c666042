using System.Runtime.InteropServices;

namespace Platform.Local.Launcher;

/// <summary>The POSIX signals that the launcher sends; .NET itself can only kill.</summary>
internal enum Signal
{
    None = 0,
    Interrupt = 2,
    Kill = 9,
    Terminate = 15,
}

/// <summary>Signals to processes and process groups.</summary>
internal static class Signals
{
    /// <summary>False when there is no such process.</summary>
    public static bool Send(int process, Signal signal) => Kill(process, (int)signal) == 0;

    /// <summary>False when the group has no process left.</summary>
    public static bool SendToGroup(int group, Signal signal) => Kill(-group, (int)signal) == 0;

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Kill(int process, int signal);
}
