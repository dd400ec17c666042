using Platform.Local;

namespace Platform.Conformance.Tests;

/// <summary>Health, tokens, loading of components, unknown routes: reference F, 76 to 81.</summary>
public sealed class ProcessTests
{
    private const string Plain = "/v1.0/publish/pubsub/plain";

    [Fact]
    public async Task F76_Outbound_health_does_not_wait_for_the_app()
    {
        await using var rig = await Rig.StartAsync(Setup.Fresh with { AppsComeLater = true });

        await rig.Sidecar().AskAsync("/v1.0/healthz/outbound").IsAsync(204);
        await rig.Sidecar().AskAsync("/v1.0/healthz").IsRefusedAsync(500, "ERR_HEALTH_NOT_READY");

        await rig.ListenAsync("a");
        await rig.UntilAsync(async () => (int)(await rig.Sidecar().AskAsync("/v1.0/healthz")).StatusCode is 204, "healthy");
    }

    [Fact]
    public async Task F76_Health_of_another_app_is_refused()
    {
        await using var rig = await Rig.StartAsync();

        await rig.Sidecar().AskAsync("/v1.0/healthz?appid=a").IsAsync(204);
        await rig.Sidecar().AskAsync("/v1.0/healthz?appid=zebra").IsRefusedAsync(500, "ERR_HEALTH_APPID_NOT_MATCH");
    }

    [Fact]
    public async Task F77_With_a_token_only_health_is_open()
    {
        await using var rig = await Rig.StartAsync(Setup.Fresh with { Options = options => options with { DaprApiToken = "let me in" } });

        var answer = await rig.Sidecar().AskAsync("/v1.0/metadata").IsAsync(401);
        Assert.StartsWith("invalid api token", await answer.TextAsync());
        await rig.Sidecar().SendAsync(HttpMethod.Get, "/v1.0/metadata", ("dapr-api-token", "let me out")).IsAsync(401);
        await rig.Sidecar().SendAsync(HttpMethod.Get, "/v1.0/metadata", ("dapr-api-token", "let me in")).IsAsync(200);
        await rig.Sidecar().AskAsync("/v1.0/healthz").IsAsync(204);
        await rig.Sidecar().AskAsync("/v1.0/healthz/outbound").IsAsync(204);
    }

    [Fact]
    public async Task F77_The_app_is_shown_its_own_token_and_not_the_sidecar_s()
    {
        await using var rig = await Rig.StartAsync(Setup.Fresh with { Options = WithTokens });
        rig.App("b").On("/x", _ => new(200));

        await rig.Sidecar().SendAsync(HttpMethod.Get, "/v1.0/invoke/b/method/x", ("dapr-api-token", "in")).IsAsync(200);
        await rig.Sidecar().SendAsync(HttpMethod.Post, Plain, ("dapr-api-token", "in")).IsAsync(204);

        Assert.Equal("out", (await rig.ReceivedAsync("/x", 1, "b")).Header("dapr-api-token"));
        Assert.Equal("out", (await rig.ReceivedAsync("/on/plain")).Header("dapr-api-token"));
    }

    [Fact]
    public async Task F78_A_component_that_cannot_start_stops_the_sidecar_unless_told_to_go_on()
    {
        const string Broken = "type: state.does-not-exist";

        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => Rig.StartAsync(Setup.Own(Component("broken", Broken))));
        Assert.Contains("state.does-not-exist", refusal.Message);

        var ignored = Component("broken", $"{Broken}\n  ignoreErrors: true");
        await using var rig = await Rig.StartAsync(Setup.Own(ignored, Component("good", InMemory)));
        Assert.Equal(["good"], await ComponentsAsync(rig));
    }

    [Fact]
    public async Task F78_A_component_scoped_to_others_is_not_there()
    {
        await using var rig = await Rig.StartAsync(Setup.Own($"{Component("theirs", InMemory)}\nscopes: [b]", Component("ours", InMemory)));

        Assert.Equal(["ours"], await ComponentsAsync(rig));
        Assert.Equal(["ours", "theirs"], await ComponentsAsync(rig, "b"));
        await rig.Sidecar().AskAsync("/v1.0/state/theirs/k").IsRefusedAsync(400, "ERR_STATE_STORE_NOT_FOUND");
    }

    [Fact]
    public async Task F79_An_unhealthy_app_gets_nothing_until_it_recovers()
    {
        var status = 200;
        await using var rig = await Rig.StartAsync(Setup.Fresh with
        {
            Options = options => options with { Apps = [.. options.Apps.Select(app => app with { HealthPath = "/healthz" })] },
            Prepare = app => { app.On("/healthz", _ => new(Volatile.Read(ref status))); app.On("/x", _ => new(200)); },
        });
        await rig.UntilAsync(() => InvokesAsync(rig), "the app is healthy");

        Volatile.Write(ref status, 500);
        await rig.UntilAsync(async () => !await InvokesAsync(rig), "the app is unhealthy");
        await rig.Sidecar().TellAsync($"{Plain}?metadata.cloudevent.id=while-ill", "{}");
        await rig.PassAsync(TimeSpan.FromSeconds(1));
        Assert.Empty(rig.App().At("/on/plain"));

        Volatile.Write(ref status, 200);
        await rig.UntilAsync(() => InvokesAsync(rig), "the app recovers");
        await rig.UntilAsync(() => DeliversAsync(rig), "delivery resumes");
    }

    [Fact]
    public async Task F80_A_route_that_does_not_exist_needs_an_app_to_call()
    {
        await using var rig = await Rig.StartAsync();

        await rig.Sidecar().AskAsync("/no/such/route").IsRefusedAsync(404, "ERR_DIRECT_INVOKE");
        await rig.Sidecar().TellAsync("/v1.0/metadata", "{}").IsRefusedAsync(404, "ERR_DIRECT_INVOKE");
    }

    [Fact]
    public async Task F81_An_edited_component_takes_effect_without_restart()
    {
        var folder = Directory.CreateTempSubdirectory("conformance").FullName;
        var file = Path.Combine(folder, "store.yaml");
        await File.WriteAllTextAsync(file, Component("before", InMemory), Rig.Stop);
        await using var rig = await Rig.StartAsync(Setup.Own() with { Options = options => options with { ResourcesPaths = [folder] } });
        Assert.Equal(["before"], await ComponentsAsync(rig));

        await File.WriteAllTextAsync(file, Component("after", InMemory), Rig.Stop);
        await rig.UntilAsync(async () => await ComponentsAsync(rig) is ["after"], "the edit takes effect");

        await rig.Sidecar().AskAsync("/v1.0/state/after/k").IsAsync(204);
        Directory.Delete(folder, recursive: true);
    }

    private const string InMemory = "type: state.in-memory";

    private static LocalHostOptions WithTokens(LocalHostOptions options) => options with { DaprApiToken = "in", AppApiToken = "out" };

    private static async Task<bool> InvokesAsync(Rig rig) =>
        (await rig.Sidecar("b").AskAsync("/v1.0/invoke/a/method/x")).IsSuccessStatusCode;

    private static async Task<bool> DeliversAsync(Rig rig)
    {
        await rig.Sidecar().TellAsync(Plain, "{}");
        return rig.App().At("/on/plain").Count > 0;
    }

    private static async Task<string[]> ComponentsAsync(Rig rig, string id = "a")
    {
        var metadata = await (await rig.Sidecar(id).AskAsync("/v1.0/metadata").IsAsync(200)).JsonAsync();
        return metadata.TryGetProperty("components", out var all)
            ? [.. all.EnumerateArray().Select(component => component.GetProperty("name").GetString() ?? "").Order(StringComparer.Ordinal)]
            : [];
    }

    private static string Component(string name, string spec) =>
        $"apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: {name}\nspec:\n  {spec}\n  version: v1\n  metadata: []\n";
}
