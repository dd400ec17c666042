using System.Net.Http.Json;
using Platform.AuditLog;
using Platform.Contracts;
using Platform.System.Tests.Tenants;

namespace Platform.System.Tests;

/// <summary>Whoever has an answer has an entry in the audit log, whatever is killed meanwhile, and nothing is there twice.</summary>
[Collection(OnLocal.Name)]
public sealed class KilledAuditTests(LocalPlatform fixture)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("gateway")]
    [InlineData("audit")]
    public async Task Killed_app_loses_and_doubles_no_entry(string app)
    {
        var platform = fixture.Platform;
        using var boss = new Operator(platform);
        await boss.ActiveAsync($"killed-{app}");
        using var member = platform.Client($"killed-{app}");
        using var load = new ChangingLoad(member);

        for (var kill = 0; kill < 3; kill++)
        {
            await load.UntilDoneAsync(60);
            await platform.KillAsync(app);
        }

        await load.UntilDoneAsync(60);
        var done = await load.EndAsync();
        IReadOnlyList<string> recorded = [];
        await Eventually.HoldsAsync(
            async () => done.IsSubsetOf(recorded = await RecordedAsync(member)), "every change has its entry");
        Assert.Equal(recorded.Distinct(), recorded);
        Assert.Null((await VerifyAsync(member)).Finding);
    }

    // Each call names a role of its own, so the id of its object says which call an entry is of.
    private static async Task<IReadOnlyList<string>> RecordedAsync(HttpClient member)
    {
        var (recorded, cursor) = (new List<string>(), (string?)"");
        do
        {
            var path = $"audit?action={Uri.EscapeDataString("PUT /tenant/roles/{id}")}&limit=200{cursor}";
            var page = await member.GetFromJsonAsync(path, ContractsJson.Default.AuditPage, Stop);
            recorded.AddRange(page!.Items.Select(entry => entry.Event.ObjectId ?? ""));
            cursor = page.Next is { } next ? $"&cursor={Uri.EscapeDataString(next)}" : null;
        }
        while (cursor is not null);

        return recorded;
    }

    private static async Task<AuditReport> VerifyAsync(HttpClient member)
    {
        await using var export = await member.GetStreamAsync("audit/export", Stop);
        var keys = await member.GetFromJsonAsync<IReadOnlyList<AuditKey>>("audit/keys", ContractsJson.Default.Options, Stop);
        using var ring = KeyRing.Read(string.Concat(keys!.Select(key => key.Pem + "\n")));
        return await AuditVerifier.VerifyAsync(export, ring, Stop);
    }
}
