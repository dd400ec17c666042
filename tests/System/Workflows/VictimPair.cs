using System.Threading.Channels;
using Platform.Dapr;
using Platform.Local.Launcher;
using Platform.Victims;

namespace Platform.System.Tests.Workflows;

/// <summary>A host and a worker in processes of their own, and a client; either process is killed and started again at will.</summary>
internal sealed class VictimPair : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string database;
    private readonly string folder;
    private readonly int httpPort;
    private readonly int grpcPort;
    private readonly Channel<string> said = Channel.CreateUnbounded<string>();
    private VictimProcess host;
    private VictimProcess worker;
    private HostLife life = new();

    private VictimPair(string database, string folder)
    {
        (this.database, this.folder, Effects) = (database, folder, new Effects(folder));
        var ports = FreePort.Take(2);
        (httpPort, grpcPort) = (ports[0], ports[1]);
        Client = new(new DaprClientOptions { GrpcEndpoint = new($"http://127.0.0.1:{grpcPort}/") });
        (host, worker) = (StartHost(), StartWorker());
    }

    public DaprWorkflowClient Client { get; }

    public Effects Effects { get; }

    /// <summary>From the host's start to its death.</summary>
    public HostLife Life => Volatile.Read(ref life);

    /// <param name="database">Where the host keeps workflows.</param>
    /// <param name="folder">Where activities have their effects.</param>
    public static VictimPair Start(string database, string folder) => new(database, folder);

    /// <summary>Waits until the worker has said so many lines more, none for at once.</summary>
    public async Task ListenAsync(int lines)
    {
        // What it said before is past.
        while (said.Reader.TryRead(out _))
        {
        }

        for (var line = 0; line < lines; line++)
        {
            Assert.False(host.HasEnded || worker.HasEnded, "a process ended by itself");
            await said.Reader.ReadAsync(Running.Stop).AsTask().WaitAsync(Patience, Running.Stop);
        }
    }

    public async Task KillHostAsync()
    {
        await host.DisposeAsync();
        Life.Dispose();
        Volatile.Write(ref life, new());
        host = StartHost();
    }

    public async Task KillWorkerAsync()
    {
        await worker.DisposeAsync();
        worker = StartWorker();
    }

    public async ValueTask DisposeAsync()
    {
        await worker.DisposeAsync();
        await host.DisposeAsync();
        Life.Dispose();
        Client.Dispose();
    }

    private VictimProcess StartHost()
    {
        var now = Life;
        return VictimProcess.Start(_ => now.Begin(), "host", database, $"{httpPort}", $"{grpcPort}");
    }

    private VictimProcess StartWorker() => VictimProcess.Start(line => said.Writer.TryWrite(line), "worker", folder, $"{grpcPort}");
}

/// <summary>The life of one process of the host; disposed when it died.</summary>
internal sealed class HostLife : IDisposable
{
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource end = new();

    public HostLife() => Ended = end.Token;

    /// <summary>Done when it takes calls; cancelled when it died before.</summary>
    public Task Ready => ready.Task;

    /// <summary>Cancelled when it died.</summary>
    public CancellationToken Ended { get; }

    public void Begin() => ready.TrySetResult();

    public void Dispose()
    {
        ready.TrySetCanceled();
        end.Cancel();
        end.Dispose();
    }
}
