using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Google.Protobuf;
using Platform.TaskHub;

namespace Platform.Dapr.Grpc;

/// <summary>gRPC calls to the sidecar, by hand on HTTP/2 without TLS: one message out, one or many back.</summary>
/// <remarks>Source: the gRPC-over-HTTP/2 specification; adr/0017 says why there is no package.</remarks>
internal sealed class GrpcClient : IDisposable
{
    // A history is as long as it is: the host limits what it sends, the client takes what comes.
    private const long MostBytes = int.MaxValue;

    private readonly HttpClient http;
    private readonly TimeProvider time;
    private readonly string? token;

    public GrpcClient(DaprClientOptions options, TimeProvider time) : this(options, time, CreateHandler())
    {
    }

    public GrpcClient(DaprClientOptions options, TimeProvider time, HttpMessageHandler handler)
    {
        (this.time, token) = (time, options.ApiToken);
        http = new(new ConnectFailures(handler)) { BaseAddress = options.GrpcEndpoint, Timeout = Timeout.InfiniteTimeSpan };
    }

    public Uri? Address => http.BaseAddress;

    public void Dispose() => http.Dispose();

    /// <summary>One message out, one back.</summary>
    /// <param name="path">Service and method, e.g. <c>/TaskHubSidecarService/Hello</c>.</param>
    /// <param name="request">The message.</param>
    /// <param name="parser">Reads the answer.</param>
    /// <param name="deadline">How long to wait for it; null for as long as it takes.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <exception cref="GrpcException">The call ended with another status than OK.</exception>
    public async Task<T> CallAsync<T>(
        string path, IMessage request, MessageParser<T> parser, TimeSpan? deadline, CancellationToken ct) where T : class, IMessage<T>
    {
        using var limit = deadline is { } most ? new CancellationTokenSource(most, time) : new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            using var response = await SendAsync(path, request, deadline, either.Token);
            var reader = PipeReader.Create(await response.Content.ReadAsStreamAsync(either.Token));
            var answer = await GrpcFrame.ReadAsync(reader, parser, MostBytes, either.Token);
            var more = answer is null ? null : await GrpcFrame.ReadAsync(reader, parser, MostBytes, either.Token);
            await reader.CompleteAsync();
            GrpcAnswer.ThrowIfNotOk(response);
            return more is null && answer is not null
                ? answer
                : throw new GrpcException(GrpcStatus.Internal, $"{path} answered {(answer is null ? "nothing" : "more than one message")}");
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw new GrpcException(GrpcStatus.DeadlineExceeded, $"{path} did not end within {deadline}");
        }
        catch (Exception error) when (GrpcAnswer.StatusOf(error) is { } status)
        {
            throw new GrpcException(status, $"The sidecar at {http.BaseAddress} did not answer {path}: {error.Message}");
        }
    }

    /// <summary>One message out, any number back, until the server ends the call.</summary>
    /// <param name="path">Service and method.</param>
    /// <param name="request">The message.</param>
    /// <param name="parser">Reads the answers.</param>
    /// <param name="onOpen">Called when the server has accepted the call.</param>
    /// <param name="ct">Ends the call.</param>
    /// <exception cref="GrpcException">The call ended with another status than OK.</exception>
    public async IAsyncEnumerable<T> StreamAsync<T>(
        string path, IMessage request, MessageParser<T> parser, Action onOpen, [EnumeratorCancellation] CancellationToken ct)
        where T : class, IMessage<T>
    {
        using var response = await GuardAsync(path, () => SendAsync(path, request, null, ct));
        GrpcAnswer.ThrowIfFailedAtOnce(response);
        onOpen();
        var reader = PipeReader.Create(await response.Content.ReadAsStreamAsync(ct));
        while (await GuardAsync(path, () => GrpcFrame.ReadAsync(reader, parser, MostBytes, ct).AsTask()) is { } answer)
            yield return answer;
        await reader.CompleteAsync();
        GrpcAnswer.ThrowIfNotOk(response);
    }

    private static async Task<T> GuardAsync<T>(string path, Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch (Exception error) when (GrpcAnswer.StatusOf(error) is { } status)
        {
            throw new GrpcException(status, $"{path} was cut off: {error.Message}");
        }
    }

    private async Task<HttpResponseMessage> SendAsync(string path, IMessage message, TimeSpan? deadline, CancellationToken ct)
    {
        var frame = new ArrayBufferWriter<byte>(GrpcFrame.PrefixLength + message.CalculateSize());
        GrpcFrame.Write(frame, message);
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ReadOnlyMemoryContent(frame.WrittenMemory) { Headers = { ContentType = new("application/grpc") } },
        };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        if (token is not null) request.Headers.TryAddWithoutValidation(DaprClient.TokenHeader, token);
        if (deadline is { } most) request.Headers.TryAddWithoutValidation("grpc-timeout", TimeoutText(most));

        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        if (GrpcAnswer.IsGrpc(response)) return response;
        using (response) throw new GrpcException(GrpcAnswer.StatusOf(response.StatusCode), $"{path} answered {(int)response.StatusCode}");
    }

    // At most eight digits, says the specification; milliseconds reach for a day.
    private static string TimeoutText(TimeSpan deadline) => deadline.TotalMilliseconds < 99_999_999
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, (long)deadline.TotalMilliseconds)}m")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Min(99_999_999, (long)deadline.TotalSeconds)}S");

    private static SocketsHttpHandler CreateHandler() => new()
    {
        EnableMultipleHttp2Connections = true,
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        // The sidecar closes connections that ping more often than every 8 s.
        KeepAlivePingDelay = TimeSpan.FromSeconds(60),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(30),
        ConnectTimeout = TimeSpan.FromSeconds(5),
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
    };
}
