using Platform.Local.Resiliency;
using Platform.Local.Resources;
using Platform.Local.Sidecar;

namespace Platform.Local.Tests.Resiliency;

/// <summary>Retries, timeouts and circuit breakers in virtual time, nested as Dapr nests them.</summary>
public sealed class PolicyTests
{
    private readonly ManualTime time = new();
    private int calls;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Constant_retries_wait_their_duration_and_throw_the_last_error()
    {
        var policy = Component("retries: {r: {duration: 5s, maxRetries: 2}}", "retry: r");
        var run = policy.RunAsync<int>(_ => throw new IOException($"{++calls}"), Ct);

        Assert.Equal(1, calls);
        time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal(1, calls);
        await DueAsync(TimeSpan.FromSeconds(0.1));
        await DueAsync(TimeSpan.FromSeconds(5));
        var error = await Assert.ThrowsAsync<IOException>(() => run);
        Assert.Equal("3", error.Message);
    }

    [Fact]
    public async Task Exponential_pauses_grow_and_stay_below_the_cap()
    {
        var policy = Component("retries: {r: {policy: exponential, maxInterval: 2s, maxRetries: 8}}", "retry: r");
        var pauses = new List<TimeSpan>();
        var run = policy.RunAsync<int>(_ => throw new IOException($"{++calls}"), Ct);
        for (var i = 0; i < 8; i++)
        {
            await Eventually.HoldsAsync(() => time.Due.Count is 1);
            // Not by way of seconds: a double may come back one tick short, and the timer would never fire.
            pauses.Add(time.Due[0] - time.GetUtcNow());
            await DueAsync(pauses[^1]);
        }

        await Assert.ThrowsAsync<IOException>(() => run);
        Assert.InRange(pauses[0].TotalSeconds, 0.25, 0.75);
        Assert.All(pauses, pause => Assert.InRange(pause.TotalSeconds, 0.25, 2));
        Assert.True(pauses[^1] > pauses[0]);
    }

    [Theory]
    [InlineData(503, 3)]
    [InlineData(429, 3)]
    [InlineData(404, 1)]
    public async Task Only_matching_codes_are_retried(int code, int expected)
    {
        var policy = Component("retries: {r: {duration: 0s, maxRetries: 2, matching: {httpStatusCodes: \"429,500-599\"}}}", "retry: r");
        Task<int> FailAsync(CancellationToken ct) => throw new HttpRequestException($"{++calls}", null, (System.Net.HttpStatusCode)code);

        await Assert.ThrowsAsync<HttpRequestException>(() => policy.RunAsync(FailAsync, Ct));
        Assert.Equal(expected, calls);
    }

    [Fact]
    public async Task A_timeout_holds_for_each_attempt_and_cancels_it()
    {
        var policy = Component("timeouts: {t: 1s}\n    retries: {r: {duration: 0s, maxRetries: 1}}", "timeout: t, retry: r");
        var run = policy.RunAsync(async ct =>
        {
            calls++;
            await Task.Delay(Timeout.Infinite, ct);
            return 0;
        }, Ct);

        await DueAsync(TimeSpan.FromSeconds(1));
        await DueAsync(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<TimeoutException>(() => run);
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task A_breaker_opens_refuses_without_calling_and_closes_after_a_good_trial()
    {
        var policy = Component("circuitBreakers: {c: {timeout: 10s, trip: consecutiveFailures > 1}}", "circuitBreaker: c");
        var good = false;
        Task<int> RunAsync() => policy.RunAsync(_ => ++calls > 0 && good ? Task.FromResult(1) : throw new IOException(), Ct);

        await Assert.ThrowsAsync<IOException>(RunAsync);
        await Assert.ThrowsAsync<IOException>(RunAsync);
        await Assert.ThrowsAsync<CircuitOpenException>(RunAsync);
        Assert.Equal(2, calls);
        time.Advance(TimeSpan.FromSeconds(10));
        await Assert.ThrowsAsync<IOException>(RunAsync);
        await Assert.ThrowsAsync<CircuitOpenException>(RunAsync);
        time.Advance(TimeSpan.FromSeconds(10));
        good = true;
        Assert.Equal(1, await RunAsync());
        Assert.Equal(1, await RunAsync());
    }

    [Fact]
    public async Task An_open_circuit_stops_the_retries()
    {
        var policy = Component(
            "retries: {r: {duration: 0s, maxRetries: 9}}\n    circuitBreakers: {c: {trip: consecutiveFailures >= 2}}",
                "retry: r, circuitBreaker: c");

        await Assert.ThrowsAsync<CircuitOpenException>(() => policy.RunAsync<int>(_ => throw new IOException($"{++calls}"), Ct));
        Assert.Equal(2, calls);
    }

    [Theory]
    [InlineData(
        "DefaultPubsubComponentInboundRetryPolicy: {duration: 0s, maxRetries: 1}, DefaultRetryPolicy: {duration: 0s, maxRetries: 5}", 2)]
    [InlineData(
        "DefaultComponentInboundRetryPolicy: {duration: 0s, maxRetries: 2}, DefaultComponentRetryPolicy: {duration: 0s, maxRetries: 5}", 3)]
    [InlineData("DefaultRetryPolicy: {duration: 0s, maxRetries: 3}", 4)]
    [InlineData("DefaultStatestoreComponentInboundRetryPolicy: {duration: 0s, maxRetries: 3}", 1)]
    public async Task Defaults_apply_by_name_and_the_narrowest_wins(string retries, int expected)
    {
        var policy = Book($"retries: {{{retries}}}", "").ForComponent("Pubsub", "other", Direction.Inbound);

        await Assert.ThrowsAsync<IOException>(() => policy.RunAsync<int>(_ => throw new IOException($"{++calls}"), Ct));
        Assert.Equal(expected, calls);
    }

    private Policy Component(string policies, string target) =>
        Book(policies, $"targets: {{components: {{p: {{inbound: {{{target}}}}}}}}}").ForComponent("Pubsub", "p", Direction.Inbound);

    private PolicyBook Book(string policies, string targets)
    {
        var reader = new ResourceReader();
        reader.Add("r.yaml",
            $"apiVersion: dapr.io/v1alpha1\nkind: Resiliency\nmetadata: {{name: r}}\nspec:\n  policies:\n    {policies}\n  {targets}");
        return new PolicyBook(reader.ToSet().Resiliencies, time);
    }

    // Moves to the next timer and lets what hung on it go to sleep again or end.
    private async Task DueAsync(TimeSpan by)
    {
        await Eventually.HoldsAsync(() => time.Due.Count > 0);
        var before = calls;
        time.Advance(by);
        await Eventually.HoldsAsync(() => calls > before || time.Due.Count == 0);
    }
}
