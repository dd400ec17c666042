using System.ComponentModel;
using System.Diagnostics;

namespace Platform.Local.Launcher;

/// <summary>What to run.</summary>
/// <param name="Arguments">The program and its arguments.</param>
/// <param name="Directory">Its working directory.</param>
/// <param name="Environment">Variables on top of ours.</param>
internal sealed record CommandLine(
    IReadOnlyList<string> Arguments, string Directory, IReadOnlyDictionary<string, string>? Environment = null);

/// <summary>A process with its own session and process group.</summary>
/// <remarks>So a Ctrl-C at the terminal reaches us only, and all that the process starts ends with it.</remarks>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process process;
    private readonly Reaper reaper;

    private ChildProcess(Process process, Reaper reaper)
    {
        (this.process, this.reaper) = (process, reaper);
        Id = process.Id;
        Exited = WaitAsync();
    }

    /// <summary>Process id and process group id.</summary>
    public int Id { get; }

    /// <summary>Completes with the exit code.</summary>
    public Task<int> Exited { get; }

    public static ChildProcess Start(CommandLine command, LogFile log, Reaper reaper)
    {
        var start = new ProcessStartInfo("setsid")
        {
            WorkingDirectory = command.Directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        command.Arguments.ToList().ForEach(start.ArgumentList.Add);
        foreach (var (name, value) in command.Environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var process = Launch(start);
        reaper.Add(process.Id);
        process.StandardInput.Close();
        Forward(process, log);
        return new ChildProcess(process, reaper);
    }

    /// <summary>Memory of the whole group in bytes, shared pages counted once; 0 when it has ended.</summary>
    public long MemoryBytes => ProcessTable.GroupMemoryBytes(Id);

    public void Send(Signal signal)
    {
        // In its first moments it has no group of its own yet.
        if (!Exited.IsCompleted && !Signals.SendToGroup(Id, signal))
        {
            Signals.Send(Id, signal);
        }
    }

    /// <summary>Asks it to end, and kills it when it has not after the grace period.</summary>
    public async Task StopAsync(Signal signal, TimeSpan grace)
    {
        Send(signal);
        await Task.WhenAny(Exited, Task.Delay(grace));
        Send(Signal.Kill);
        await Exited;
    }

    public void Dispose() => process.Dispose();

    private static Process Launch(ProcessStartInfo start)
    {
        try
        {
            return ShortCommand.Begin(start);
        }
        catch (Win32Exception e)
        {
            var missing = Directory.Exists(start.WorkingDirectory) ? "'setsid' (apt-get install -y util-linux)" : start.WorkingDirectory;
            throw new LaunchException($"'{string.Join(' ', start.ArgumentList)}' could not be started: {missing} was not found", e);
        }
    }

    private static void Forward(Process process, LogFile log)
    {
        void Take(object sender, DataReceivedEventArgs line)
        {
            if (line.Data is not null)
            {
                log.Write(line.Data);
            }
        }

        process.OutputDataReceived += Take;
        process.ErrorDataReceived += Take;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    // The group is ended with its leader: a child that the leader left behind would hold the port and the output pipe.
    private async Task<int> WaitAsync()
    {
        var exited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.Exited += (_, _) => exited.TrySetResult();
        process.EnableRaisingEvents = true;
        await exited.Task;
        Signals.SendToGroup(Id, Signal.Kill);
        reaper.Drop(Id);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
