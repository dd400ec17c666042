using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Platform.AuditLog;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Local;
using Platform.Local.Postgres;

namespace Platform.Audit.Tests;

/// <summary>When checkpoints are signed, and with which key.</summary>
public sealed class SigningTests : IDisposable
{
    private const string Tenant = "demo";
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("audit-keys-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task What_is_not_signed_yet_is_signed_within_a_minute()
    {
        var time = new ManualTime(Events.Noon);
        await using var service = await AuditFixture.StartAsync(await NewDatabaseAsync(), time);
        await AuditFixture.PublishAsync(service, Tenant, Events.Many(3));
        await AuditFixture.EntriesAsync(service, Tenant, 3);
        Assert.Null(await NewestAsync(service));

        AuditCheckpoint? newest = null;
        await Eventually.HoldsAsync(
            async () => (newest = await NewestAsync(service)) is not null, meanwhile: () => time.Advance(TimeSpan.FromSeconds(20)));

        Assert.Equal(3, newest!.Size);
    }

    [Fact]
    public async Task New_key_takes_over_and_what_the_old_one_signed_still_verifies()
    {
        using var first = SigningKey.Create();
        using var second = SigningKey.Create();
        var postgres = await NewDatabaseAsync();
        await RunAsync(postgres, 1, ("2026-01", first));
        await RunAsync(postgres, 11, ("2026-02", second), ("2026-01", first));
        var report = await RunAsync(postgres, 21, ("2026-02", second));

        Assert.Null(report.Finding);
        Assert.Equal((second.Id, 30L, 3), (report.Head!.Key, report.Entries, report.Checkpoints));
    }

    [Theory]
    [InlineData("Production", false)]
    [InlineData("Local", true)]
    public async Task Key_is_made_without_a_secret_only_outside_production(string environment, bool isMade)
    {
        var host = new HostingEnvironment { EnvironmentName = environment };
        using var dapr = new NoSecrets();
        using var keys = new AuditKeys(dapr, Options.Create(new AuditOptions()), host, NullLogger<AuditKeys>.Instance);

        await keys.RefreshAsync(None);
        var made = keys.Current;
        await keys.RefreshAsync(None);

        Assert.Equal(isMade, made is not null);
        Assert.Same(made, keys.Current);
    }

    [Fact]
    public async Task Deliveries_at_once_leave_one_chain_without_gaps()
    {
        await using var service = await AuditFixture.StartAsync(await NewDatabaseAsync());
        var deliveries = Enumerable.Range(0, 16).Select(i => Events.Many(15, from: 1 + 10 * (i / 2)));
        var ledger = (AuditLedger)service.Services.GetService(typeof(AuditLedger))!;

        await Task.WhenAll(deliveries.Select(delivery => Task.Run(() => ledger.AppendAsync(new(Tenant), delivery, None), None)));

        var report = await AuditFixture.VerifyAsync(service, Tenant);
        Assert.Null(report.Finding);
        Assert.Equal(85, report.Entries);
    }

    private static async Task<string> NewDatabaseAsync() => await (await EmbeddedPostgres.SharedForTestsAsync()).NewDatabaseAsync();

    private async Task<AuditReport> RunAsync(string postgres, int from, params (string Name, SigningKey Key)[] keys)
    {
        var file = Path.Combine(folder.FullName, "secrets.json");
        var secret = new Dictionary<string, Dictionary<string, string>>
        {
            ["audit-keys"] = keys.ToDictionary(key => key.Name, key => key.Key.ExportPem()),
        };
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(secret), None);
        var component = $$"""
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata: {name: secrets}
            spec:
              type: secretstores.local.file
              version: v1
              metadata: [{name: secretsFile, value: "{{file}}"}, {name: multiValued, value: "true"}]
            """;
        await using var service = await AuditFixture.StartAsync(postgres, secrets: component);
        await AuditFixture.PublishAsync(service, Tenant, Events.Many(10, from));
        await AuditFixture.EntriesAsync(service, Tenant, from + 9);
        return await AuditFixture.VerifyAsync(service, Tenant);
    }

    private static async Task<AuditCheckpoint?> NewestAsync(Service<AuditOptions> service)
    {
        using var client = service.Client(tenant: Tenant);
        using var response = await client.GetAsync("/audit/checkpoint", None);
        return response.IsSuccessStatusCode ? await response.Content.ReadFromJsonAsync<AuditCheckpoint>(None) : null;
    }

    private sealed class NoSecrets() : DaprClient(new DaprClientOptions())
    {
        public override Task<Dictionary<string, string>> GetSecretAsync(
            string storeName, string key, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken ct = default) =>
            Task.FromResult(new Dictionary<string, string> { [key] = "" });
    }
}
