using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Platform.TaskHub;

namespace Platform.Tests;

/// <summary>Calls a task hub as any gRPC client would: one HTTP/2 request a call, one message each way, status in trailers.</summary>
internal sealed class TaskHubClient(Uri endpoint, string? token = null) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { EnableMultipleHttp2Connections = true })
    {
        BaseAddress = endpoint, Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>The <c>grpc-timeout</c> of the calls that follow, e.g. <c>5S</c>; null for none.</summary>
    public string? Deadline { get; set; }

    public async Task<T> CallAsync<T>(
        string method, IMessage request, MessageParser<T> parser, CancellationToken ct) where T : class, IMessage<T>
    {
        using var response = await SendAsync(method, request, ct);
        await using var body = await response.Content.ReadAsStreamAsync(ct);
        var reader = PipeReader.Create(body);
        var message = await GrpcFrame.ReadAsync(reader, parser, int.MaxValue, ct);
        while (!(await reader.ReadAsync(ct)).IsCompleted) reader.AdvanceTo(default);
        ThrowUnlessOk(response);
        return message ?? throw new GrpcException(GrpcStatus.Internal, "no message");
    }

    public async Task<GrpcException> RefusedAsync(string method, IMessage request, CancellationToken ct) =>
        await Assert.ThrowsAsync<GrpcException>(() => CallAsync(method, request, CompleteTaskResponse.Parser, ct));

    /// <summary>
    /// Connects as a worker; when this returns the engine knows of it, or soon does. A refusal may come after the head of the answer:
    /// <see cref="RefusedAsync"/> waits for it.
    /// </summary>
    public async Task<WorkItems> ConnectAsync(CancellationToken ct)
    {
        var response = await SendAsync("GetWorkItems", new GetWorkItemsRequest(), ct);
        if (Status(response) is not null) ThrowUnlessOk(response);
        return new WorkItems(response, PipeReader.Create(await response.Content.ReadAsStreamAsync(ct)));
    }

    public void Dispose() => http.Dispose();

    private Task<HttpResponseMessage> SendAsync(string method, IMessage message, CancellationToken ct)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        GrpcFrame.Write(buffer, message);
        var request = new HttpRequestMessage(HttpMethod.Post, $"/TaskHubSidecarService/{method}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ReadOnlyMemoryContent(buffer.WrittenMemory),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        if (token is not null) request.Headers.Add("dapr-api-token", token);
        if (Deadline is not null) request.Headers.Add("grpc-timeout", Deadline);
        return http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
    }

    private static void ThrowUnlessOk(HttpResponseMessage response)
    {
        var status = Status(response) ?? throw new GrpcException(GrpcStatus.Internal, $"no grpc-status (HTTP {(int)response.StatusCode})");
        var message = GrpcText.Unescape(Header(response, "grpc-message") ?? "");
        if (status != "0") throw new GrpcException((GrpcStatus)int.Parse(status, null), message);
    }

    private static string? Status(HttpResponseMessage response) => Header(response, "grpc-status");

    private static string? Header(HttpResponseMessage response, string name) =>
        response.TrailingHeaders.TryGetValues(name, out var values) || response.Headers.TryGetValues(name, out values)
            ? values.FirstOrDefault()
            : null;
}

/// <summary>The stream of a connected worker.</summary>
internal sealed class WorkItems(HttpResponseMessage response, PipeReader reader) : IDisposable
{
    /// <summary>The next item; null when the engine has ended the stream.</summary>
    public async Task<WorkItem?> NextAsync(CancellationToken ct) => await GrpcFrame.ReadAsync(reader, WorkItem.Parser, int.MaxValue, ct);

    public void Dispose() => response.Dispose();
}
