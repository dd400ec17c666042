using System.Text;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Trainer.Retraining;

namespace Platform.Trainer.Tests.Services;

/// <summary>A folder of its own, which is lost.</summary>
public sealed class DataSetFilesTests : IAsyncLifetime
{
    private readonly TrainerRig rig = new();
    private RetrainingInput input = null!;
    private string version = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Parts => Path.Combine(rig.Blobs, input.Tenant, ".data-sets", version);

    public async ValueTask InitializeAsync()
    {
        await rig.InitializeAsync();
        input = rig.NewInput();
        rig.Risk.Events[input.Tenant] = [.. Enumerable.Range(0, 30_000).Select(i => Made.Event($"e-{i}", Made.Start.AddMinutes(i)))];
        version = (await rig.BuildAsync(input)).Version!;
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return rig.DisposeAsync();
    }

    [Fact]
    public async Task A_data_set_of_several_parts_is_fetched_again_when_the_folder_was_lost()
    {
        Assert.True(Directory.GetFiles(Parts).Length > 1);
        Directory.Delete(rig.Options.Scratch, recursive: true);

        var file = await rig.Files().OpenAsync(new(input.Tenant), version, Ct);

        Assert.Equal(version, file.Version);
        Assert.Equal([$"{version}.data"], Scratch());
    }

    [Fact]
    public async Task A_damaged_part_is_refused_leaves_nothing_and_may_be_mended()
    {
        rig.Files().Forget(version);
        var part = Path.Combine(Parts, "00000");
        var whole = await File.ReadAllTextAsync(part, Ct);
        var other = whole[1_000] is 'A' ? 'B' : 'A';
        foreach (var damaged in (string[])[$"{whole[..1_000]}{other}{whole[1_001..]}", whole[..1_001], whole[1..], ""])
        {
            await File.WriteAllTextAsync(part, damaged, Encoding.ASCII, Ct);
            await Assert.ThrowsAsync<FormatException>(() => rig.Files().OpenAsync(new(input.Tenant), version, Ct));
            Assert.Empty(Scratch());
        }

        await File.WriteAllTextAsync(part, whole, Encoding.ASCII, Ct);
        Assert.Equal(version, (await rig.Files().OpenAsync(new(input.Tenant), version, Ct)).Version);
    }

    [Fact]
    public async Task A_missing_part_is_refused_and_so_is_another_data_set_in_its_place()
    {
        rig.Files().Forget(version);
        File.Delete(Directory.GetFiles(Parts).Order(StringComparer.Ordinal).Last());
        await Assert.ThrowsAsync<FormatException>(() => rig.Files().OpenAsync(new(input.Tenant), version, Ct));

        var other = (await rig.BuildAsync(input with { TrainingDays = 5 })).Version!;
        File.Copy(Path.Combine(rig.Options.Scratch, $"{other}.data"), Path.Combine(rig.Options.Scratch, $"{version}.data"));
        await Assert.ThrowsAsync<FormatException>(() => rig.Files().OpenAsync(new(input.Tenant), version, Ct));
    }

    [Fact]
    public async Task Another_tenants_data_set_is_not_there()
    {
        rig.Files().Forget(version);

        await Assert.ThrowsAsync<DaprException>(() => rig.Files().OpenAsync(new("rival"), version, Ct));
        Assert.Empty(Scratch());
    }

    [Fact]
    public async Task A_run_is_recorded_though_the_folder_was_lost()
    {
        Directory.Delete(rig.Options.Scratch, recursive: true);
        var run = new RetrainingRun
        {
            Id = "run-1", Status = RetrainingStatus.Kept, Text = "x", RequestedBy = "ada", StartedAt = Made.Start, DataSet = version,
        };

        Assert.Equal(run, await rig.RecordAsync(input, run));
        Assert.Equal("x", rig.Models[input.Tenant].Runs["run-1"].Text);
    }

    [Fact]
    public async Task A_run_that_is_recorded_leaves_nothing_in_the_folder()
    {
        Assert.NotEmpty(Scratch());

        await rig.RecordAsync(input, new()
        {
            Id = "run-1", Status = RetrainingStatus.Kept, Text = "x", RequestedBy = "ada", StartedAt = Made.Start, DataSet = version,
        });

        Assert.Empty(Scratch());
    }

    private IEnumerable<string?> Scratch() => Directory.GetFiles(rig.Options.Scratch).Select(Path.GetFileName);
}
