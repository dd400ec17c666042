using System.Net;
using Microsoft.AspNetCore.Http;

namespace Platform.Local.Tests.Sidecar;

/// <summary>How calls flow: streaming, limits, retries (behaviours 36, 38, 39).</summary>
public sealed class InvokeFlowTests
{
    private const string TwoRetries = """
        apiVersion: dapr.io/v1alpha1
        kind: Resiliency
        metadata: {name: r}
        spec:
          policies: {retries: {two: {policy: constant, duration: 1ms, maxRetries: 2, matching: {httpStatusCodes: "500-599"}}}}
          targets: {apps: {b: {retry: two}}}
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Server_sent_events_arrive_one_by_one()
    {
        var more = new TaskCompletionSource();
        await using var app = await TestApp.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: 1\n\n", Ct);
            await more.Task;
            await context.Response.WriteAsync("data: 2\n\n", Ct);
        });
        await using var running = await Running.StartAsync(app);

        await using var stream = await running.Http.GetStreamAsync("/v1.0/invoke/b/method/live", Ct);
        using var reader = new StreamReader(stream);
        Assert.Equal("data: 1", await reader.ReadLineAsync(Ct));
        more.SetResult();
        Assert.Equal("", await reader.ReadLineAsync(Ct));
        Assert.Equal("data: 2", await reader.ReadLineAsync(Ct));
    }

    [Fact]
    public async Task A_streamed_body_reaches_the_app_while_it_is_written()
    {
        var seen = new TaskCompletionSource<byte>();
        await using var app = await TestApp.StartAsync(async context =>
        {
            var first = new byte[1];
            await context.Request.Body.ReadExactlyAsync(first, Ct);
            seen.SetResult(first[0]);
            await context.Request.Body.CopyToAsync(Stream.Null, Ct);
        });
        await using var running = await Running.StartAsync(app);
        var body = new HeldContent("x"u8.ToArray());

        var call = running.Http.PostAsync("/v1.0/invoke/b/method/x", body, Ct);
        Assert.Equal((byte)'x', await seen.Task.WaitAsync(TimeSpan.FromSeconds(10), Ct));
        body.Release();
        Assert.Equal(HttpStatusCode.OK, (await call).StatusCode);
    }

    [Fact]
    public async Task A_caller_that_hangs_up_stops_the_call_to_the_app()
    {
        var aborted = new TaskCompletionSource();
        await using var app = await TestApp.StartAsync(async context =>
        {
            context.RequestAborted.Register(() => aborted.TrySetResult());
            await context.Response.WriteAsync("1", Ct);
            await context.Response.Body.FlushAsync(Ct);
            await aborted.Task;
        });
        await using var running = await Running.StartAsync(app);

        using (await running.Http.GetStreamAsync("/v1.0/invoke/b/method/x", Ct))
        {
            // Disposing the stream before its end closes the connection.
        }

        await aborted.Task.WaitAsync(TimeSpan.FromSeconds(10), Ct);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 3)]
    public async Task A_503_is_retried_only_by_a_policy_and_the_last_answer_comes_back(bool policy, int calls)
    {
        var seen = new List<string>();
        await using var app = await TestApp.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            seen.Add(await reader.ReadToEndAsync(Ct));
            context.Response.StatusCode = 503;
            await context.Response.WriteAsync($"{seen.Count}", Ct);
        });
        await using var running = await Running.StartAsync(app, policy ? [TwoRetries] : []);

        using var response = await running.Http.PostAsync("/v1.0/invoke/b/method/x", new StringContent("body"), Ct);

        Assert.Equal(503, (int)response.StatusCode);
        Assert.Equal($"{calls}", await response.Content.ReadAsStringAsync(Ct));
        Assert.Equal(Enumerable.Repeat("body", calls), seen);
    }

    [Fact]
    public async Task A_streamed_body_is_never_sent_twice()
    {
        var calls = 0;
        await using var app = await TestApp.StartAsync(context =>
        {
            calls++;
            context.Response.StatusCode = 503;
            return context.Request.Body.CopyToAsync(Stream.Null);
        });
        await using var running = await Running.StartAsync(app, TwoRetries);
        var body = new HeldContent("x"u8.ToArray());
        body.Release();

        using var response = await running.Http.PostAsync("/v1.0/invoke/b/method/x", body, Ct);

        Assert.Equal((503, 1), ((int)response.StatusCode, calls));
    }

    [Fact]
    public async Task With_a_concurrency_of_one_the_second_call_waits()
    {
        var (entered, release) = (0, new TaskCompletionSource());
        await using var app = await TestApp.StartAsync(context =>
        {
            Interlocked.Increment(ref entered);
            return release.Task;
        });
        await using var running = await Running.StartAsync(new LocalHostOptions
        {
            Apps = [new LocalApp("a"), new LocalApp("b", app.Port) { MaxConcurrency = 1 }],
        });

        // The host's own questions to the app take the slot too; they end when released.
        var calls = Enumerable.Range(0, 3).Select(_ => running.Http.GetAsync("/v1.0/invoke/b/method/x", Ct)).ToArray();
        await Eventually.HoldsAsync(() => Volatile.Read(ref entered) == 1);
        Assert.DoesNotContain(calls, call => call.IsCompleted);
        Assert.Equal(1, Volatile.Read(ref entered));
        release.SetResult();
        Assert.All(await Task.WhenAll(calls), response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
    }

    /// <summary>A body of unknown length that ends only when told.</summary>
    private sealed class HeldContent(byte[] first) : HttpContent
    {
        private readonly TaskCompletionSource release = new();

        public void Release() => release.SetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(first);
            await stream.FlushAsync();
            await release.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
