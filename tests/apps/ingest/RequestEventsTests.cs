using System.IO.Pipelines;
using System.Text;

namespace Platform.Ingest.Tests;

public sealed class RequestEventsTests
{
    private const int MaxEventBytes = 1_000;
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lines_are_events_and_keep_their_line_numbers() =>
        Assert.Equal(["0:{1}", "2:{2}\r", "3:{3}"], await Lines("{1}\n\n{2}\r\n{3}\n   \n"));

    [Fact]
    public async Task Last_line_needs_no_line_feed() => Assert.Equal(["0:a", "1:b"], await Lines("a\nb"));

    [Fact]
    public async Task Body_in_single_bytes_gives_the_same_lines() =>
        Assert.Equal(["0:aa", "1:bb", "3:cc"], await Lines("aa\nbb\n\ncc", pieceBytes: 1));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    public async Task Line_over_the_limit_is_one_refused_event_and_the_rest_goes_on(int pieceBytes) => Assert.Equal(
        ["0:a", "1:!", "2:b", "3:!"],
        await Lines($"a\n{new string('x', MaxEventBytes + 1)}\nb\n{new string('y', 5 * MaxEventBytes)}", pieceBytes));

    [Fact]
    public async Task Line_of_the_limit_is_an_event() => Assert.DoesNotContain("0:!", await Lines(new string('x', MaxEventBytes)));

    [Fact]
    public async Task Object_is_one_event() => Assert.Equal(["0: {\"a\":[1,2]} "], await Document(" {\"a\":[1,2]} "));

    [Fact]
    public async Task Elements_of_an_array_are_events() => Assert.Equal(
        ["0:{\"a\":\"],\\\"}\"}", "1: [1,[2]]", "2:NaN ", "3:\"x\""],
        await Document("[{\"a\":\"],\\\"}\"}, [1,[2]],NaN ,\"x\"]"));

    [Theory]
    [InlineData("[]")]
    [InlineData(" [ ] ")]
    public async Task Empty_array_has_no_events(string body) => Assert.Empty(await Document(body));

    [Theory]
    [InlineData("[1,2")]
    [InlineData("[")]
    [InlineData("[\"abc")]
    [InlineData("[1]2")]
    [InlineData("[1}")]
    [InlineData("[[1]")]
    public async Task Array_that_breaks_off_is_refused_as_a_whole(string body) => Assert.Equal(["0:!"], await Document(body));

    [Fact]
    public async Task Element_after_a_comma_is_there_even_when_empty() => Assert.Equal(["0:1", "1:"], await Document("[1,]"));

    [Fact]
    public async Task Deep_element_does_not_take_the_others_with_it() =>
        Assert.Equal(["0:1", "1:!", "2:3"], await Document($"[1,{Events.Deep(10_000)},3]"));

    private static Task<List<string>> Lines(string body, int pieceBytes = int.MaxValue) =>
        Collect(RequestEvents.Lines(Pipe(body, pieceBytes), MaxEventBytes, None));

    private static Task<List<string>> Document(string body) => Collect(RequestEvents.Document(Pipe(body, 5), MaxEventBytes, None));

    private static async Task<List<string>> Collect(IAsyncEnumerable<RawEvent> events)
    {
        var all = new List<string>();
        await foreach (var e in events)
        {
            all.Add($"{e.Index}:{(e.Error is null ? Encoding.UTF8.GetString(e.Json.Span) : "!")}");
        }

        return all;
    }

    private static PipeReader Pipe(string body, int pieceBytes)
    {
        var pipe = new Pipe();
        _ = Task.Run(async () =>
        {
            foreach (var piece in Events.Utf8(body).Chunk(pieceBytes))
            {
                await pipe.Writer.WriteAsync(piece, None);
            }

            await pipe.Writer.CompleteAsync();
        }, None);
        return pipe.Reader;
    }
}
