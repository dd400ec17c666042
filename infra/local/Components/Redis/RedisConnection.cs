using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;

namespace Platform.Local.Components.Redis;

/// <summary>One socket to Redis: commands go out one behind the other without waiting, answers come back in the same order.</summary>
internal sealed class RedisConnection : IAsyncDisposable
{
    private const int MaxPending = 100_000;

    private readonly Stream stream;
    private readonly PipeReader reader;
    private readonly Action<RespValue>? pushed;
    private readonly SemaphoreSlim writing = new(1);
    private readonly ConcurrentQueue<TaskCompletionSource<RespValue>> pending = new();
    private readonly CancellationTokenSource closed = new();
    private readonly Task reading;

    private RedisConnection(Stream stream, Action<RespValue>? pushed)
    {
        (this.stream, this.pushed) = (stream, pushed);
        reader = PipeReader.Create(stream);
        reading = Task.Run(ReadAsync);
    }

    public bool IsOpen => !closed.IsCancellationRequested;

    /// <param name="options">Where and how.</param>
    /// <param name="pushed">Takes what comes without having been asked for (subscriptions); null when nothing does.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="RedisException">Redis is away or refuses.</exception>
    public static async Task<RedisConnection> OpenAsync(RedisOptions options, Action<RespValue>? pushed, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(options.DialTimeout);
        try
        {
            var connection = new RedisConnection(await DialAsync(options, limit.Token), pushed);
            await connection.GreetAsync(options, limit.Token);
            return connection;
        }
        catch (Exception error) when (error is SocketException or IOException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            throw new RedisException($"redis at {options.Host}:{options.Port} does not answer: {error.Message}", error);
        }
    }

    /// <summary>Sends all of them together and returns their answers; an answer may be an error.</summary>
    public async Task<RespValue[]> SendAsync(IReadOnlyList<RedisCommand> commands, TimeSpan timeout, CancellationToken ct)
    {
        var answers = new Task<RespValue>[commands.Count];
        var buffer = new ArrayBufferWriter<byte>(commands.Sum(command => command.Args.Sum(arg => arg.Bytes.Length + 16)) + 16);
        foreach (var command in commands) command.WriteTo(buffer);
        await writing.WaitAsync(ct);
        try
        {
            Enqueue(answers);
            await stream.WriteAsync(buffer.WrittenMemory, closed.Token);
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            Close(error);
        }
        finally
        {
            writing.Release();
        }

        return await WaitAsync(Task.WhenAll(answers), timeout, ct);
    }

    public async ValueTask DisposeAsync()
    {
        Close(new ObjectDisposedException(nameof(RedisConnection)));
        await reading;
        await reader.CompleteAsync();
        closed.Dispose();
    }

    private static async Task<Stream> DialAsync(RedisOptions options, CancellationToken ct)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(options.Host, options.Port, ct);
            var plain = new NetworkStream(socket, ownsSocket: true);
            return options.Tls ? await EncryptAsync(plain, options, ct) : plain;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<Stream> EncryptAsync(NetworkStream plain, RedisOptions options, CancellationToken ct)
    {
        var secure = new SslStream(plain, leaveInnerStreamOpen: false);
        var settings = new SslClientAuthenticationOptions { TargetHost = options.Host };
#pragma warning disable CA5359 // Only when the component says insecureSkipTLSVerify.
        if (options.TrustAnyCertificate) settings.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        await secure.AuthenticateAsClientAsync(settings, ct);
        return secure;
    }

    private async Task GreetAsync(RedisOptions options, CancellationToken ct)
    {
        var greeting = new List<RedisCommand>();
        if (options.Password is { } password)
            greeting.Add(options.Username is { } user ? new RedisCommand("AUTH", user, password) : new RedisCommand("AUTH", password));
        if (options.Database != 0) greeting.Add(new RedisCommand("SELECT", options.Database));
        greeting.Add(new RedisCommand("PING"));
        try
        {
            foreach (var answer in await SendAsync(greeting, options.DialTimeout, ct)) answer.OrThrow();
        }
        catch (RedisErrorException error) when (error.Is("LOADING"))
        {
            await DisposeAsync();
            throw new RedisException("redis is still starting", error);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    private void Enqueue(Task<RespValue>[] answers)
    {
        if (pending.Count + answers.Length > MaxPending) throw new RedisException($"more than {MaxPending} commands wait for redis");
        for (var i = 0; i < answers.Length; i++)
        {
            var answer = new TaskCompletionSource<RespValue>(TaskCreationOptions.RunContinuationsAsynchronously);
            pending.Enqueue(answer);
            answers[i] = answer.Task;
        }

        // The reader may have ended between; nobody else would then end these.
        if (!IsOpen) FailPending(new RedisException("the connection to redis is closed"));
    }

    private async Task<RespValue[]> WaitAsync(Task<RespValue[]> answers, TimeSpan timeout, CancellationToken ct)
    {
        try
        {
            return await answers.WaitAsync(timeout, ct);
        }
        catch (TimeoutException error)
        {
            // Later answers would be taken for earlier ones' if this connection were used on.
            Close(error);
            throw new RedisException($"redis did not answer within {timeout.TotalSeconds:0.###}s", error);
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync(closed.Token);
                var buffer = result.Buffer;
                while (RespReader.TryRead(ref buffer, out var value)) Hand(value);
                reader.AdvanceTo(buffer.Start, buffer.End);
                if (result.IsCompleted) throw new IOException("redis closed the connection");
            }
        }
        catch (Exception error)
        {
            Close(error);
        }
    }

    private void Hand(RespValue value)
    {
        if (pending.TryDequeue(out var waiting)) waiting.TrySetResult(value);
        else pushed?.Invoke(value);
    }

    private void Close(Exception error)
    {
        if (IsOpen) closed.Cancel();
        stream.Dispose();
        FailPending(new RedisException($"the connection to redis broke: {error.Message}", error));
    }

    private void FailPending(RedisException error)
    {
        while (pending.TryDequeue(out var waiting)) waiting.TrySetException(error);
    }
}
