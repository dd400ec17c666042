using System.Text;

namespace Platform.AuditLog.Tests;

/// <summary>Every kind of damage is found, and the position is the right one.</summary>
public sealed class AuditVerifierTests : IDisposable
{
    // 23 entries with a checkpoint behind each fifth and the last: entry n is on line n + 1 + (n - 1) / 5.
    private readonly Export export = new(entries: 23, every: 5);

    public void Dispose() => export.Dispose();

    [Fact]
    public async Task Whole_export_verifies()
    {
        var report = await export.VerifyAsync(export.Lines());

        Assert.Null(report.Finding);
        Assert.Equal(("demo", 23L, 0L, 5), (report.Tenant, report.Entries, report.Sealed, report.Checkpoints));
        Assert.Equal(export.Head, report.Head);
    }

    [Fact]
    public async Task Large_export_verifies_across_blocks()
    {
        using var large = new Export(entries: 20_000, every: 1_000, export.Key);
        var report = await export.VerifyAsync(large.Lines());

        Assert.Null(report.Finding);
        Assert.Equal((20_000L, 20), (report.Entries, report.Checkpoints));
    }

    [Fact]
    public async Task Each_single_flipped_bit_of_a_file_is_found_on_its_line()
    {
        using var small = new Export(entries: 3, every: 2, export.Key);
        var file = Encoding.UTF8.GetBytes(string.Concat(small.Lines()));
        for (var i = 0; i < file.Length; i++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var damaged = (byte[])file.Clone();
                damaged[i] ^= (byte)(1 << bit);
                var report = await export.VerifyAsync(damaged);

                Assert.True(report.Finding is not null, $"bit {bit} of byte {i} of {file.Length}");
                Assert.Equal(1 + file.AsSpan(0, i).Count((byte)'\n'), report.Finding.Line);
            }
        }
    }

    [Fact]
    public async Task Altered_entry_is_named()
    {
        var lines = export.Lines();
        lines[13] = lines[13].Replace("user-", "root-", StringComparison.Ordinal);

        await Finds(lines, Damage.Altered, line: 14, sequence: 11, "Entry 11 (line 14) was altered");
    }

    [Fact]
    public async Task Missing_entry_is_named() =>
        await Finds(Without(11, 1), Damage.Missing, line: 12, sequence: 10, "Entry 10 is missing before line 12, which holds the check");

    [Fact]
    public async Task Missing_entries_are_named() =>
        await Finds(Without(8, 3), Damage.Missing, line: 9, sequence: 7, "Entries 7 to 9 are missing before line 9, which holds entry 10");

    [Fact]
    public async Task Swapped_entries_are_named()
    {
        var lines = export.Lines();
        (lines[8], lines[9]) = (lines[9], lines[8]);

        await Finds(lines, Damage.Reordered, line: 9, sequence: 7, "Entry 7 belongs on line 9 and comes on line 10, behind entry 8");
    }

    [Fact]
    public async Task Entry_moved_behind_its_checkpoint_is_named()
    {
        var lines = export.Lines();
        (lines[5], lines[6]) = (lines[6], lines[5]);

        await Finds(lines, Damage.Reordered, line: 6, sequence: 5, "Entry 5 belongs on line 6 and comes on line 7");
    }

    [Fact]
    public async Task Repeated_entry_is_named()
    {
        var lines = export.Lines();
        lines.Insert(10, lines[8]);

        await Finds(lines, Damage.Inserted, line: 11, sequence: 7, "Line 11 was inserted or moved there: entry 7 comes a second time");
    }

    [Fact]
    public async Task Inserted_entry_with_a_made_up_hash_is_named()
    {
        var (lines, forged) = (export.Lines(), export.Forged(7, "mallory"));
        lines.Insert(8, forged.Replace(forged[9..73], new('0', 64), StringComparison.Ordinal));

        await Finds(lines, Damage.Inserted, line: 9, sequence: 7, "Line 9 was inserted: the true entry 7 comes on line 10");
    }

    // Two entries that both fit the one before: that there are two is what gives the forged one away.
    [Fact]
    public async Task Inserted_entry_with_a_computed_hash_is_named()
    {
        var lines = export.Lines();
        lines.Insert(8, export.Forged(7, "mallory"));

        await Finds(lines, Damage.Inserted, line: 10, sequence: 7, "entry 7 comes a second time");
    }

    [Fact]
    public async Task Rewritten_history_is_found_at_the_checkpoint_that_signed_the_true_one()
    {
        var lines = export.Lines();
        lines[5] = export.Forged(5, "mallory");

        await Finds(lines, Damage.Altered, line: 7, sequence: 5, "entries 1 to 5 are not those that were signed");
    }

    [Fact]
    public async Task File_cut_off_after_any_line_is_found()
    {
        var lines = export.Lines();
        for (var count = 1; count < lines.Count; count++)
        {
            var report = await export.VerifyAsync(lines.Take(count));
            Assert.Equal((Damage.Missing, count + 1), (report.Finding!.Damage, (int)report.Finding.Line));
        }
    }

    [Fact]
    public async Task Missing_checkpoint_is_named() =>
        await Finds(Without(6, 1), Damage.Missing, line: 12, sequence: 10, "the checkpoint over 5 entries, which it names");

    [Fact]
    public async Task Entries_behind_the_head_are_found()
    {
        using var longer = new Export(entries: 25, every: 5, export.Key);
        await Finds([.. export.Lines(), .. longer.Lines().Skip(28)], Damage.Inserted, line: 30, sequence: 24, "was inserted");
    }

    [Fact]
    public async Task Unknown_key_is_named()
    {
        using var stranger = new Export(entries: 3, every: 2);
        var report = await export.VerifyAsync(stranger.Lines());

        Assert.Equal(Damage.UnknownKey, report.Finding?.Damage);
        Assert.Contains(stranger.Key.Id, report.Finding?.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(12)]
    [InlineData(23)]
    public async Task Sealed_entries_verify_by_what_is_left_of_them(int size)
    {
        var report = await export.VerifyAsync(export.Sealed(size));

        Assert.Null(report.Finding);
        Assert.Equal((23L - size, (long)size), (report.Entries, report.Sealed));
    }

    // Where everything is sealed, only the checkpoint knows the head of the chain.
    [Theory]
    [InlineData(12)]
    [InlineData(23)]
    public async Task Altered_sealed_part_is_found(int size)
    {
        var lines = export.Sealed(size);
        for (var i = 0; i < lines[1].Length - 1; i++)
        {
            var damaged = lines.ToList();
            damaged[1] = string.Concat(lines[1].AsSpan(0, i), ((char)(lines[1][i] ^ 1)).ToString(), lines[1].AsSpan(i + 1));
            Assert.NotNull((await export.VerifyAsync(damaged)).Finding);
        }
    }

    [Fact]
    public async Task What_is_no_export_is_refused()
    {
        Assert.Equal(Damage.Malformed, (await export.VerifyAsync(Array.Empty<byte>())).Finding?.Damage);
        Assert.Equal(Damage.Malformed, (await export.VerifyAsync(["hello\n"])).Finding?.Damage);
        Assert.Equal(Damage.Malformed, (await export.VerifyAsync([.. export.Lines(), "x"])).Finding?.Damage);
        Assert.Equal(Damage.Malformed, (await export.VerifyAsync([export.Lines()[0], new('x', 3 << 20)])).Finding?.Damage);
    }

    private List<string> Without(int index, int count)
    {
        var lines = export.Lines();
        lines.RemoveRange(index, count);
        return lines;
    }

    private async Task Finds(IEnumerable<string> lines, Damage damage, long line, long sequence, string text)
    {
        var finding = (await export.VerifyAsync(lines)).Finding;

        Assert.Contains(text, finding?.Text, StringComparison.Ordinal);
        Assert.Equal((damage, line, sequence), (finding!.Damage, finding.Line, finding.Sequence));
    }
}
