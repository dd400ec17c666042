using System.ComponentModel;
using System.Diagnostics;

namespace Platform.Local.Launcher;

/// <summary>
/// A small shell that outlives us by a moment: it holds the list of process groups that we started, and when the pipe from us
/// closes, however we ended, it ends them. So not even <c>kill -9</c> of the host leaves an orphan.
/// </summary>
internal sealed class Reaper : IAsyncDisposable
{
    // The long form of kill because dash takes no "--" after the short one. A group that has ended is dropped: its number may be reused.
    private const string Script = """
        trap '' INT TERM HUP
        groups=
        while read -r verb group; do
          rest=
          for g in $groups; do [ "$g" = "$group" ] || rest="$rest $g"; done
          [ "$verb" = add ] && rest="$rest $group"
          groups=$rest
        done
        for g in $groups; do kill -s TERM -- "-$g" 2>/dev/null || kill -s TERM "$g" 2>/dev/null; done
        turn=0
        while [ -n "$groups" ] && [ $turn -lt 50 ]; do
          rest=
          for g in $groups; do kill -s 0 -- "-$g" 2>/dev/null && rest="$rest $g"; done
          groups=$rest
          turn=$((turn + 1))
          [ -z "$groups" ] || sleep 0.1
        done
        for g in $groups; do kill -s KILL -- "-$g" 2>/dev/null; done
        """;

    private readonly Lock gate = new();
    private readonly Process shell;
    private bool closed;

    private Reaper(Process shell) => this.shell = shell;

    public int ProcessId => shell.Id;

    public static Reaper Start()
    {
        var start = new ProcessStartInfo("setsid", ["sh", "-c", Script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            return new Reaper(ShortCommand.Begin(start));
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
        lock (gate)
        {
            closed = true;
            shell.StandardInput.Close();
        }

        await shell.WaitForExitAsync();
        shell.Dispose();
    }

    private void Tell(string verb, int group)
    {
        lock (gate)
        {
            if (closed)
            {
                return;
            }

            try
            {
                shell.StandardInput.Write($"{verb} {group}\n");
                shell.StandardInput.Flush();
            }
            catch (IOException)
            {
                // Somebody killed the shell. What we end ourselves still ends, only our own kill -9 is no longer covered.
                closed = true;
            }
        }
    }
}
