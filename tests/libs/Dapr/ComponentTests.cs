using System.Net;

namespace Platform.Dapr.Tests;

public sealed class ComponentTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Secrets_are_read_one_by_one_and_all_at_once()
    {
        await using var sidecar = await TestSidecar.StartAsync();

        Assert.Equal("hidden", (await sidecar.Client.GetSecretAsync("secrets", "SMTP", ct: Ct))["SMTP"]);
        Assert.Equal("hidden", (await sidecar.Client.GetBulkSecretAsync("secrets", ct: Ct))["SMTP"]["SMTP"]);
    }

    [Fact]
    public async Task Configuration_is_read_and_its_changes_arrive()
    {
        var changed = new TaskCompletionSource<string>();
        await using var sidecar = await TestSidecar.StartAsync(app => app.MapConfigurationUpdates((store, items) =>
        {
            changed.TrySetResult($"{store} {items["limit"].Value}");
            return Task.CompletedTask;
        }));
        await sidecar.Host.SetConfigurationAsync("settings", "limit", "5");
        Assert.Equal("5", (await sidecar.Client.GetConfiguration("settings", ["limit", "none"], ct: Ct)).Items["limit"].Value);
        var subscription = await sidecar.Client.SubscribeConfiguration("settings", ["limit"], ct: Ct);

        await sidecar.Host.SetConfigurationAsync("settings", "limit", "6");

        Assert.Equal("settings 6", await changed.Task.WaitAsync(TimeSpan.FromSeconds(20), Ct));
        Assert.True(await sidecar.Client.UnsubscribeConfiguration("settings", subscription.Id, Ct));
    }

    [Fact]
    public async Task A_lock_has_one_owner_until_it_is_given_back()
    {
        await using var sidecar = await TestSidecar.StartAsync();

        Assert.True((await sidecar.Client.Lock("locks", "r", "me", 30, Ct)).Success);
        Assert.False((await sidecar.Client.Lock("locks", "r", "you", 30, Ct)).Success);
        Assert.Equal(LockStatus.LockBelongsToOthers, (await sidecar.Client.Unlock("locks", "r", "you", Ct)).Status);
        Assert.Equal(LockStatus.Success, (await sidecar.Client.Unlock("locks", "r", "me", Ct)).Status);
        Assert.Equal(LockStatus.LockDoesNotExist, (await sidecar.Client.Unlock("locks", "r", "me", Ct)).Status);
    }

    [Fact]
    public async Task A_binding_keeps_and_returns_data()
    {
        var folder = Directory.CreateTempSubdirectory("dapr-tests-").FullName;
        await using var sidecar = await TestSidecar.StartAsync(null, $$"""
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata: {name: blobs}
            spec:
              type: bindings.localstorage
              version: v1
              metadata: [{name: rootPath, value: "{{folder}}"}]
            """);
        var name = new Dictionary<string, string> { ["fileName"] = "a.txt" };

        await sidecar.Client.InvokeBindingAsync("blobs", "create", "some words", name, Ct);
        var read = await sidecar.Client.InvokeBindingAsync(new BindingRequest("blobs", "get") { Metadata = name }, Ct);

        Assert.Equal("some words"u8.ToArray(), read.Data.ToArray());
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task The_sidecar_tells_of_itself_and_its_health()
    {
        await using var sidecar = await TestSidecar.StartAsync();
        await sidecar.Client.WaitForSidecarAsync(Ct);
        await sidecar.Client.SetMetadataAsync("colour", "blue", Ct);

        var metadata = await sidecar.Client.GetMetadataAsync(Ct);

        Assert.True(await sidecar.Client.CheckHealthAsync(Ct));
        Assert.Equal(("app", "blue"), (metadata.Id, metadata.Extended["colour"]));
        Assert.Contains(metadata.Components, component => component is { Name: "store", Type: "state.in-memory" });
    }

    [Fact]
    public async Task A_wrong_token_is_refused()
    {
        await using var sidecar = await TestSidecar.StartAsync();
        using var stranger = new DaprClient(new DaprClientOptions { HttpEndpoint = sidecar.Host.HttpEndpoint("app"), ApiToken = "wrong" });

        var refused = await Assert.ThrowsAsync<DaprException>(() => stranger.GetStateAsync<int>("store", "k", ct: Ct));

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task A_sidecar_that_is_away_is_unhealthy_and_an_exception_without_status()
    {
        using var client = new DaprClient(new DaprClientOptions { HttpEndpoint = new("http://127.0.0.1:1") });

        Assert.False(await client.CheckOutboundHealthAsync(Ct));
        Assert.Null((await Assert.ThrowsAsync<DaprException>(() => client.GetStateAsync<int>("store", "k", ct: Ct))).StatusCode);
    }

    [Fact]
    public async Task What_a_binding_returns_is_copied_as_it_is()
    {
        var folder = Directory.CreateTempSubdirectory("blobs-").FullName;
        await using var sidecar = await TestSidecar.StartAsync(null, $$"""
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata: {name: blobs}
            spec: {type: bindings.localstorage, version: v1, metadata: [{name: rootPath, value: "{{folder}}"}]}
            """);
        var bytes = Enumerable.Range(0, 300_000).Select(n => (byte)(n * 31)).ToArray();
        await File.WriteAllBytesAsync(Path.Combine(folder, "a.bin"), bytes, Ct);
        using var copy = new MemoryStream();

        await sidecar.Client.CopyBindingToAsync(new("blobs", "get") { Metadata = NameOf("a.bin") }, copy, Ct);

        Assert.Equal(bytes, copy.ToArray());
        await Assert.ThrowsAsync<DaprException>(() =>
            sidecar.Client.CopyBindingToAsync(new("blobs", "get") { Metadata = NameOf("b.bin") }, copy, Ct));
        Directory.Delete(folder, recursive: true);
    }

    private static Dictionary<string, string> NameOf(string file) => new() { ["fileName"] = file };
}
