namespace Platform.Cli.Tests;

/// <summary>What the command line takes and what it says to mistakes.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly string data = Directory.CreateTempSubdirectory("platform-cli-test-").FullName;

    public void Dispose() => Directory.Delete(data, recursive: true);

    [Theory]
    [InlineData("up")]
    [InlineData("up --rate 500 --port 8080 --profile redis --data /x --no-restart --plain")]
    [InlineData("up --rate 0 --replay f.csv")]
    [InlineData("replay f.csv --tenant t --rate 2000 --mapping m.yaml --speed 3.5 --time compressed")]
    [InlineData("import f.csv --tenant t --mapping m.yaml --id a1")]
    [InlineData("import --watch a1 --tenant t")]
    [InlineData("import --pause a1")]
    [InlineData("import --resume a1")]
    [InlineData("import --cancel a1")]
    [InlineData("workflows list --limit 5")]
    [InlineData("workflows show a --app other")]
    [InlineData("workflows --app other pause a")]
    [InlineData("workflows resume a")]
    [InlineData("workflows terminate a")]
    [InlineData("workflows purge a")]
    [InlineData("workflows history a --data /x")]
    [InlineData("audit verify --tenant t")]
    [InlineData("audit verify audit.ndjson --key keys.pem")]
    [InlineData("token --tenant t --role analyst")]
    [InlineData("logs")]
    [InlineData("logs risk -f -n 5")]
    [InlineData("down")]
    public void Verbs_and_options_are_understood(string line) => Assert.Empty(CommandLine.Root().Parse(line).Errors);

    [Theory]
    [InlineData("up --rate -1", "--rate must be 0 or more, not -1")]
    [InlineData("up --rate many", "many")]
    [InlineData("up --port 70000", "--port must be from 1 to 65535, not 70000")]
    [InlineData("replay", "replay")]
    [InlineData("replay f --rate 0", "--rate must be above 0")]
    [InlineData("import", "Give one of FILE")]
    [InlineData("import f.csv --pause a1", "Give one of FILE")]
    [InlineData("workflows", "Required command")]
    [InlineData("workflows list --limit 0", "--limit must be from 1 to 10000")]
    [InlineData("workflows dance", "dance")]
    [InlineData("audit verify audit.ndjson", "Give FILE and --key together")]
    [InlineData("audit verify --key keys.pem", "Give FILE and --key together")]
    [InlineData("token --role king", "king")]
    [InlineData("token --tenant No!", "--tenant must be")]
    [InlineData("frobnicate", "frobnicate")]
    public async Task Mistakes_are_one_line_and_exit_code_2(string line, string part)
    {
        var parsed = CommandLine.Root().Parse(line);
        Assert.Contains(parsed.Errors, error => error.Message.Contains(part, StringComparison.Ordinal));
        Assert.Equal(CommandLine.Usage, await CommandLine.RunAsync(line.Split(' '), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("replay f.csv --data DIR")]
    [InlineData("logs --data DIR")]
    [InlineData("import f.csv --data DIR")]
    [InlineData("import --watch a1 --data DIR")]
    [InlineData("workflows list --data DIR")]
    [InlineData("audit verify --data DIR")]
    [InlineData("audit verify /nowhere.ndjson --key /nowhere.pem")]
    [InlineData("up --profile moon --data DIR")]
    [InlineData("up --root /nowhere --data DIR")]
    [InlineData("up --replay /nowhere.csv --data DIR")]
    public async Task What_cannot_be_done_is_exit_code_1(string line)
    {
        var words = line.Replace("DIR", data, StringComparison.Ordinal).Split(' ');
        Assert.Equal(1, await CommandLine.RunAsync(words, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Nothing_to_stop_is_no_failure() =>
        Assert.Equal(0, await CommandLine.RunAsync(["down", "--data", data], TestContext.Current.CancellationToken));

    [Fact]
    public void Failures_are_one_plain_line_without_a_stack()
    {
        Exception[] failures =
            [new HttpRequestException("refused"), new IOException("full\ndisk"), new InvalidOperationException("a\nb")];

        foreach (var failure in failures)
        {
            var line = Failure.Describe(failure);
            Assert.DoesNotContain('\n', line);
            Assert.DoesNotContain("   at ", line, StringComparison.Ordinal);
        }
    }
}
