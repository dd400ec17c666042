using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;
using Platform.Dapr;

namespace Platform.Workflows.Tests;

/// <summary>What each step of an import does, and that it may be done twice.</summary>
public sealed class ActivityTests
{
    private const string Csv = """
        id,time,kind,amount,currency,account,counterparty
        1,2026-01-01T00:00:00Z,payment,1.5,EUR,c1,t1
        2,2026-01-01T00:00:01Z,payment,-2,EUR,c1,t1
        3,2026-01-01T00:00:02Z,payment
        4,2026-01-01T00:00:03Z,payment,much,EUR,c1,t1
        5,2026-01-01T00:00:04Z,payment,2.5,EUR,c1,t1

        """;

    [Fact]
    public async Task A_file_becomes_chunks_and_its_bad_rows_are_told_with_their_lines()
    {
        await using var rig = await ActivityRig.StartAsync();
        rig.Put("in/f.csv", Csv);

        var plan = await rig.SplitAsync();
        var again = await rig.SplitAsync();
        var results = new[] { await rig.ImportAsync(0), await rig.ImportAsync(1), await rig.ImportAsync(2) };
        var files = await rig.WriteRejectedAsync(0, 1);

        Assert.Equal(new("platform", 5, 3), plan);
        Assert.Equal(plan, again);
        Assert.Equal([(1, 1), (0, 2), (1, 0)], results.Select(result => (result.Accepted, result.Rejected)));
        Assert.Equal(["1", "5"], rig.Ingest.Taken.Keys.Order());
        Assert.Equal("in/f.csv.a1.rejected.ndjson", files.Single());
        Assert.Equal(
            """
            {"line":3,"errors":[{"field":"amount","message":"More than 0, at most 1000000000000, at most 4 decimals"}]}
            {"line":4,"errors":[{"field":"","message":"it has 3 values, the header has 7."}]}
            {"line":5,"errors":[{"field":"amount","message":"column amount: 'much' is not a number."}]}

            """,
            rig.Text(files[0]));
    }

    [Fact]
    public async Task Two_platforms_on_one_machine_import_under_the_same_name()
    {
        await using var one = await ActivityRig.StartAsync();
        await using var other = await ActivityRig.StartAsync();
        one.Put("in/f.csv", Csv);
        other.Put("in/f.csv", Csv);

        for (var round = 0; round < 20; round++)
        {
            var plans = await Task.WhenAll(one.SplitAsync(), other.SplitAsync());
            Assert.All(plans, plan => Assert.Equal(new("platform", 5, 3), plan));
        }
    }

    [Fact]
    public async Task A_chunk_that_is_sent_again_makes_duplicates_and_rejects_the_same_lines()
    {
        await using var rig = await ActivityRig.StartAsync();
        rig.Put("in/f.csv", Csv);
        await rig.SplitAsync();

        var (first, second) = (await rig.ImportAsync(0), await rig.ImportAsync(0));

        Assert.Equal((1, 0, 1), (first.Accepted, first.Duplicates, first.Rejected));
        Assert.Equal((0, 1, 1), (second.Accepted, second.Duplicates, second.Rejected));
        await rig.WriteRejectedAsync(0);
        Assert.Single(rig.Text("in/f.csv.a1.rejected.ndjson").Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task What_ingest_refuses_is_rejected_with_its_line_also_when_it_refuses_all()
    {
        await using var rig = await ActivityRig.StartAsync();
        rig.Put("in/f.csv", Csv);
        rig.Ingest.Judge = _ => "not today";
        await rig.SplitAsync();

        var result = await rig.ImportAsync(2);

        Assert.Equal((0, 0, 1), (result.Accepted, result.Duplicates, result.Rejected));
        Assert.Equal(1, result.Reasons!["amount: not today"]);
        await rig.WriteRejectedAsync(2);
        Assert.StartsWith("{\"line\":6,", rig.Text("in/f.csv.a1.rejected.ndjson"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ingest_is_called_in_the_name_of_the_tenant()
    {
        await using var rig = await ActivityRig.StartAsync();
        rig.Put("in/f.csv", Csv);
        await rig.SplitAsync();

        await rig.ImportAsync(0);

        Assert.Equal("demo", rig.Ingest.Tenants.Single());
    }

    [Fact]
    public async Task A_later_of_ingest_is_waited_for_as_long_as_it_asks()
    {
        await using var rig = await ActivityRig.StartAsync();
        rig.Put("in/f.csv", Csv);
        await rig.SplitAsync();
        rig.Ingest.Refusals.Enqueue(Later(429));

        var running = rig.ImportAsync(0);
        await Eventually.HoldsAsync(() => rig.Time.Due.Count > 0);

        Assert.Equal(TimeSpan.FromSeconds(7), rig.Time.Due[0] - rig.Time.GetUtcNow());
        rig.Time.Advance(TimeSpan.FromSeconds(7));
        Assert.Equal(1, (await running).Accepted);
    }

    [Fact]
    public async Task A_part_that_is_sent_again_is_not_counted_as_known_before()
    {
        await using var rig = await ActivityRig.StartAsync();
        rig.Put("in/f.csv", WorkflowsFixture.Rows("part", 7));
        await rig.SplitAsync(ActivityRig.Input with { Limits = ActivityRig.Input.Limits with { ChunkRows = 10 } });
        rig.Ingest.Judge = e => e.Id is "part-5" ? "no" : null;
        rig.Ingest.Before = () =>
        {
            if (rig.Ingest.Taken.Count is 4) rig.Ingest.Refusals.Enqueue(Later(503));
            return Task.CompletedTask;
        };

        var running = rig.ImportAsync(0);
        await Eventually.HoldsAsync(() => rig.Time.Due.Count > 0);
        rig.Ingest.Before = () => Task.CompletedTask;
        rig.Time.Advance(TimeSpan.FromSeconds(7));
        var result = await running;

        Assert.Equal((6, 0, 1), (result.Accepted, result.Duplicates, result.Rejected));
        await rig.WriteRejectedAsync(0);
        Assert.StartsWith("{\"line\":7,", rig.Text("in/f.csv.a1.rejected.ndjson"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_ingest_that_stays_away_is_left_to_the_retries_of_the_workflow()
    {
        await using var rig = await ActivityRig.StartAsync();
        rig.Put("in/f.csv", Csv);
        await rig.SplitAsync();
        for (var n = 0; n < 3; n++) rig.Ingest.Refusals.Enqueue(Later(503));

        var running = rig.ImportAsync(0);
        await Eventually.HoldsAsync(() => running.IsCompleted, meanwhile: () => rig.Time.Advance(TimeSpan.FromSeconds(1)));

        Assert.Contains("503", (await Assert.ThrowsAsync<DaprException>(() => running)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id,time\n1,2\n", "No shipped mapping fits the columns of the file")]
    [InlineData("id,time,kind,amount,currency,account,counterparty\n", "The file has no rows.")]
    public async Task A_file_that_cannot_be_imported_is_refused_with_the_reason(string text, string reason)
    {
        await using var rig = await ActivityRig.StartAsync();
        rig.Put("in/f.csv", text);

        Assert.StartsWith(reason, (await rig.SplitAsync()).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_refused_by_its_own_name()
    {
        await using var rig = await ActivityRig.StartAsync();

        Assert.Equal("There is no file in/f.csv in blob storage.", (await rig.SplitAsync()).Error);
    }

    [Fact]
    public async Task A_missing_column_is_named()
    {
        await using var rig = await ActivityRig.StartAsync();
        rig.Put("in/f.csv", "id,time,amount\n1,2026-01-01T00:00:00Z,5\n");

        var plan = await rig.SplitAsync(ActivityRig.Input with { Mapping = "platform" });

        Assert.StartsWith("Mapping platform needs a column account;", plan.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gzip_that_is_cut_off_is_refused_with_the_line_and_not_half_imported()
    {
        await using var rig = await ActivityRig.StartAsync();
        var gzip = Gzip(string.Concat(Csv.Split('\n')[..2].Select(line => line + "\n"))
            + string.Concat(Enumerable.Range(10, 20_000).Select(
                n => $"{n},2026-01-01T00:00:00Z,payment,{n * 7919 % 9973}.5,EUR,c{n % 977},t1\n")));
        rig.Put("in/f.csv", gzip[..^5_000]);

        var plan = await rig.SplitAsync(ActivityRig.Input with { Limits = ActivityRig.Input.Limits with { ChunkRows = 1_000 } });

        Assert.Matches("^The file is damaged or cut off after line [0-9]{4,5}:", plan.Error);
        Assert.Empty(rig.Ingest.Taken);
    }

    [Fact]
    public async Task A_file_with_too_many_chunks_is_refused()
    {
        await using var rig = await ActivityRig.StartAsync();
        rig.Put("in/f.csv", Csv);

        var plan = await rig.SplitAsync(ActivityRig.Input with { Limits = ActivityRig.Input.Limits with { MaxChunks = 1 } });

        Assert.StartsWith("The file has more than", plan.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_without_ids_get_the_imports_and_a_prefix_goes_before_those_of_the_file()
    {
        await using var rig = await ActivityRig.StartAsync();
        rig.Put("in/f.csv", "at,who,whom,sum\n2026-01-01T00:00:00Z,c1,t1,5\n");
        const string Mapping = """
            name: mine
            time: { column: at }
            account: { column: who }
            counterparty: { column: whom }
            amount: { column: sum }
            currency: { value: EUR }
            kind: { value: payment }
            """;

        await rig.SplitAsync(ActivityRig.Input with { Mapping = Mapping });
        await rig.ImportAsync(0);
        await rig.SplitAsync(ActivityRig.Input with { Mapping = Mapping, IdPrefix = "old:" });
        await rig.ImportAsync(0);

        Assert.Equal(["a1-2", "old:2"], rig.Ingest.Taken.Keys.Order());
    }

    [Fact]
    public async Task Leftovers_are_removed_and_rejected_lines_stay_until_then()
    {
        await using var rig = await ActivityRig.StartAsync();
        rig.Put("in/f.csv", Csv);
        await rig.SplitAsync();
        await rig.ImportAsync(0);

        await rig.RemoveChunksAsync(0, 3);
        await rig.RemoveChunksAsync(0, 3);
        Assert.Equal(["rejected-000000.ndjson"], rig.Leftovers());
        await rig.RemoveLeftoversAsync();
        await rig.RemoveLeftoversAsync();

        Assert.Empty(rig.Leftovers());
        Assert.Equal(Csv, rig.Text("in/f.csv"));
    }

    private static Func<HttpContext, Task> Later(int status) => context =>
    {
        context.Response.StatusCode = status;
        context.Response.Headers.RetryAfter = "7";
        return Task.CompletedTask;
    };

    internal static byte[] Gzip(string text)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return bytes.ToArray();
    }
}
