using System.IO.Pipelines;
using System.Text;

namespace Platform.Gateway.Tests;

public sealed class LineChunksTests
{
    private static readonly ChunkLimits Limits = new(MaxLineBytes: 10, MaxLines: 3, MaxBytes: 23, Wait: TimeSpan.FromHours(1));
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Chunk_ends_after_so_many_lines() => Assert.Equal(["0+3:a|b|c|", "3+2:d|e|"], await Cut("a\nb\nc\nd\ne"));

    [Fact]
    public async Task Chunk_ends_before_it_grows_too_large() =>
        Assert.Equal(["0+2:0123456789|0123456789|", "2+1:x|"], await Cut("0123456789\n0123456789\nx\n"));

    [Fact]
    public async Task Line_over_the_limit_leaves_an_empty_one_and_is_refused() =>
        Assert.Equal(["0+3:a||b| !1"], await Cut($"a\n{new string('x', 500)}\nb\n"));

    [Fact]
    public async Task Empty_lines_keep_their_place() => Assert.Equal(["0+3:a||b|"], await Cut("a\n\nb\n"));

    [Fact]
    public async Task Empty_body_has_no_chunk() => Assert.Empty(await Cut(""));

    [Fact]
    public async Task Line_that_waited_long_enough_goes_alone()
    {
        var pipe = new Pipe();
        using var chunks = new LineChunks(pipe.Reader, Limits with { Wait = TimeSpan.FromMilliseconds(1) }, TimeProvider.System);
        await using var reader = chunks.ReadAsync(None).GetAsyncEnumerator(None);
        await pipe.Writer.WriteAsync("a\n"u8.ToArray(), None);

        Assert.True(await reader.MoveNextAsync());
        Assert.Equal((0, 1), (reader.Current.FirstIndex, reader.Current.Lines));

        await pipe.Writer.WriteAsync("b\n"u8.ToArray(), None);
        await pipe.Writer.CompleteAsync();
        Assert.True(await reader.MoveNextAsync());
        Assert.Equal((1, 1), (reader.Current.FirstIndex, reader.Current.Lines));
        Assert.False(await reader.MoveNextAsync());
    }

    private static async Task<List<string>> Cut(string body)
    {
        var pipe = PipeReader.Create(new MemoryStream(Encoding.UTF8.GetBytes(body)), new(bufferSize: 16, minimumReadSize: 1));
        var chunks = new List<string>();
        using var cutter = new LineChunks(pipe, Limits, TimeProvider.System);
        await foreach (var chunk in cutter.ReadAsync(None))
        {
            using (chunk)
            {
                var text = Encoding.UTF8.GetString(chunk.Bytes.Span).Replace('\n', '|');
                chunks.Add($"{chunk.FirstIndex}+{chunk.Lines}:{text}{string.Concat(chunk.TooLong.Select(e => $" !{e.Index}"))}");
            }
        }

        return chunks;
    }
}
