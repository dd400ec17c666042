using System.Buffers;
using System.Text;
using Platform.Local.Components.Redis;

namespace Platform.Local.Tests.Redis;

public sealed class RedisClientTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answers_belong_to_their_commands_however_many_run_at_once()
    {
        var server = await RedisServer.SharedAsync();
        await using var redis = new RedisClient(server.Options);

        var answers = await Task.WhenAll(Enumerable.Range(0, 2_000).Select(i => redis.SendAsync(new RedisCommand("ECHO", i), Ct)));

        Assert.Equal(Enumerable.Range(0, 2_000).Select(i => $"{i}"), answers.Select(answer => answer.Text));
    }

    [Fact]
    public async Task A_large_value_comes_back_whole()
    {
        var server = await RedisServer.SharedAsync();
        await using var redis = new RedisClient(server.Options);
        var large = new byte[3_000_000];
        new Random(1).NextBytes(large);
        var key = $"{Guid.NewGuid()}";

        await redis.SendAsync(new RedisCommand("SET", key, (ReadOnlyMemory<byte>)large), Ct);

        Assert.Equal(large, (await redis.SendAsync(new RedisCommand("GET", key), Ct)).Bytes);
    }

    [Fact]
    public async Task An_error_is_told_and_the_connection_goes_on()
    {
        var server = await RedisServer.SharedAsync();
        await using var redis = new RedisClient(server.Options);

        var error = await Assert.ThrowsAsync<RedisErrorException>(() => redis.SendAsync(new RedisCommand("NOSUCH"), Ct));

        Assert.True(error.Is("ERR"));
        Assert.Equal("PONG", (await redis.SendAsync(new RedisCommand("PING"), Ct)).Text);
    }

    [Fact]
    public async Task A_server_that_was_away_is_connected_again()
    {
        await using var server = await RedisServer.OwnAsync();
        await using var redis = new RedisClient(server.Options);
        await redis.SendAsync(new RedisCommand("PING"), Ct);

        await server.StopAsync();
        await Assert.ThrowsAnyAsync<RedisException>(() => redis.SendAsync(new RedisCommand("PING"), Ct));
        await server.StartAsync();

        Assert.Equal("PONG", (await redis.SendAsync(new RedisCommand("PING"), Ct)).Text);
    }

    [Theory]
    [InlineData("+OK\r\n", "OK")]
    [InlineData(":42\r\n", "42")]
    [InlineData("$5\r\nhe\r\no\r\n", "he\r\no")]
    [InlineData("*2\r\n$1\r\na\r\n*1\r\n:1\r\n", "[a,[1]]")]
    [InlineData("$-1\r\n", "null")]
    [InlineData("_\r\n", "null")]
    [InlineData("%1\r\n+k\r\n#t\r\n", "[k,1]")]
    public void Every_kind_of_answer_is_read_also_when_it_comes_byte_by_byte(string wire, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(wire);
        for (var length = 0; length < bytes.Length; length++)
        {
            var part = new ReadOnlySequence<byte>(bytes, 0, length);
            Assert.False(RespReader.TryRead(ref part, out _));
        }

        var whole = new ReadOnlySequence<byte>(bytes);
        Assert.True(RespReader.TryRead(ref whole, out var value));
        Assert.Equal(expected, Show(value));
        Assert.True(whole.IsEmpty);
    }

    private static string Show(RespValue value) =>
        value.IsNull ? "null" : value.Kind == RespKind.Array ? $"[{string.Join(',', value.Items.Select(Show))}]" : value.Text;
}
