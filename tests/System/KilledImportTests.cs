using Platform.Contracts;

namespace Platform.System.Tests;

/// <summary>An import whose service dies in the middle, on the whole platform.</summary>
[Collection(OnLocal.Name)]
public sealed class KilledImportTests(LocalPlatform fixture)
{
    private const int Rows = 20_000;
    private const int Broken = 5_000;

    [Fact]
    public async Task A_service_killed_twice_during_an_import_leaves_every_row_counted_and_decided_once()
    {
        const string Tenant = "killed-import";
        using var import = new TenantImport(fixture.Platform, Tenant);
        await import.StartAsync(Enumerable.Range(0, Rows).Select(n => n is Broken ? "5000,2026" : TenantImport.Row(n)));

        foreach (var share in new[] { 0.2, 0.6 })
        {
            await import.UntilAsync(now => now.Progress?.Done >= share * Rows, $"{share:P0} are done");
            await fixture.Platform.KillAsync("workflows");
        }

        var report = await import.EndAsync();
        Assert.Equal((Rows, Rows - 1, 1), (report.Rows, report.Accepted + report.Duplicates, report.Rejected));
        // The header is line 1.
        Assert.StartsWith($"{{\"line\":{Broken + 2},", import.Text(report.RejectedFiles.Single()), StringComparison.Ordinal);
        using var decisions = new DecisionLog(fixture.Platform.Gateway(Tenant));
        await decisions.HasExactlyAsync(Enumerable.Range(0, Rows).Where(n => n is not Broken).Select(n => $"{n}").ToHashSet());
    }

    [Fact]
    public async Task A_paused_import_stays_paused_when_its_service_is_killed_and_goes_on_when_it_is_resumed()
    {
        using var import = new TenantImport(fixture.Platform, "paused-import");
        await import.StartAsync(Enumerable.Range(0, Rows).Select(TenantImport.Row));
        await import.UntilAsync(now => now.Progress?.Done > 0, "some are done");

        await import.ChangeAsync("pause");
        await import.UntilAsync(now => now.Status is ImportStatus.Paused, "it is paused");
        await fixture.Platform.KillAsync("workflows");
        await import.UntilAsync(now => now.Status is ImportStatus.Paused, "it is still paused");
        await import.ChangeAsync("resume");

        var report = await import.EndAsync();
        Assert.Equal((Rows, Rows), (report.Rows, report.Accepted + report.Duplicates));
    }
}
