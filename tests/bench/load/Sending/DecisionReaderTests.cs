using Platform.Load.Sending;

namespace Platform.Load.Tests.Sending;

public sealed class DecisionReaderTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1_023)]
    [InlineData(1_024)]
    [InlineData(123_456_789)]
    public async Task The_end_of_the_log_is_found(long last)
    {
        await using var stub = await GatewayStub.StartAsync();
        using var client = stub.Client();
        // Only every third position is in use, as after a roll-back; the last always is.
        stub.Decisions = (after, limit) => after < last ? [Line(Math.Min(last, after + 1 + (last - after - 1) % 3))] : [];

        Assert.Equal(last, await new DecisionReader(client).EndAsync(Ct));
    }

    private static string Line(long n) =>
        $$"""{"sequence":{{n}},"id":"e","score":0.25,"verdict":"allow","decidedAt":"2026-01-01T00:00:00Z"}""";
}
