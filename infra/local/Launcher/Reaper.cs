using System.ComponentModel;
using System.Diagnostics;

namespace Platform.Local.Launcher;

/// <summary>
/// A small shell that outlives us by a moment: it holds the list of process groups that we started, and when the pipe from us
/// closes, however we ended, it ends them. So not even <c>kill -9</c> of the host leaves an orphan.
/// </summary>
internal sealed class Reaper : IAsyncDisposable
{
    // TERM, up to five seconds, KILL; a group that has ended is not signalled again because its number may be reused.
    private const string Script = """
        trap '' INT TERM HUP
        groups=
        while read -r verb group; do
          rest=
          for g in $groups; do [ "$g" = "$group" ] || rest="$rest $g"; done
          [ "$verb" = add ] && rest="$rest $group"
          groups=$rest
        done
        for g in $groups; do kill -TERM -- "-$g" 2>/dev/null; done
        turn=0
        while [ -n "$groups" ] && [ $turn -lt 50 ]; do
          rest=
          for g in $groups; do kill -0 -- "-$g" 2>/dev/null && rest="$rest $g"; done
          groups=$rest
          turn=$((turn + 1))
          [ -z "$groups" ] || sleep 0.1
        done
        for g in $groups; do kill -KILL -- "-$g" 2>/dev/null; done
        """;

    private readonly Lock gate = new();
    private readonly Process shell;

    private Reaper(Process shell) => this.shell = shell;

    public int ProcessId => shell.Id;

    public static Reaper Start()
    {
        var start = new ProcessStartInfo("setsid") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["sh", "-c", Script])
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            return new Reaper(Process.Start(start)!);
        }
        catch (Win32Exception e)
        {
            throw new LaunchException("'setsid' was not found; install it: apt-get install -y util-linux", e);
        }
    }

    /// <summary>From now on this process group ends with us.</summary>
    public void Add(int group) => Tell("add", group);

    /// <summary>This process group has ended by itself.</summary>
    public void Drop(int group) => Tell("drop", group);

    /// <summary>Ends what is still listed and waits for it.</summary>
    public async ValueTask DisposeAsync()
    {
        shell.StandardInput.Close();
        await shell.WaitForExitAsync();
        shell.Dispose();
    }

    private void Tell(string verb, int group)
    {
        lock (gate)
        {
            shell.StandardInput.Write($"{verb} {group}\n");
            shell.StandardInput.Flush();
        }
    }
}
