using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Platform.Local.Tests.Sidecar;

/// <summary>Health, tokens, secrets, configuration, lock and metadata (behaviours 43–47, 76–78).</summary>
public sealed class SidecarApiTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static string Component(string name, string type, string metadata = "[]", string rest = "") => $$"""
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata: {name: {{name}}}
        spec: {type: {{type}}, version: v1, metadata: {{metadata}}}
        {{rest}}
        """;

    [Fact]
    public async Task Outbound_health_does_not_wait_for_the_app_and_health_does()
    {
        await using var running = await Running.StartAsync(new LocalHostOptions { Apps = [new LocalApp("a", 1)] });

        Assert.Equal(204, (await running.GetAsync("/v1.0/healthz/outbound")).Status);
        Assert.Equal(500, (await running.GetAsync("/v1.0/healthz")).Status);
    }

    [Fact]
    public async Task Health_is_good_once_the_app_answers_and_knows_its_own_id()
    {
        await using var app = await TestApp.StartAsync(_ => Task.CompletedTask);
        await using var running = await Running.StartAsync(new LocalHostOptions { Apps = [new LocalApp("a", app.Port)] });
        await Eventually.HoldsAsync(() => running.Host.IsUp("a"));

        Assert.Equal(204, (await running.GetAsync("/v1.0/healthz?appid=a")).Status);
        Assert.Equal("ERR_HEALTH_APPID_NOT_MATCH", (string?)(await running.GetAsync("/v1.0/healthz?appid=x")).Body?["errorCode"]);
    }

    [Fact]
    public async Task Without_the_api_token_only_health_answers()
    {
        await using var running = await Running.StartAsync(new LocalHostOptions { Apps = [new LocalApp("a")], DaprApiToken = "secret" });

        using var refused = await running.Http.GetAsync("/v1.0/metadata", Ct);
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid api token"), (refused.StatusCode, await refused.Content.ReadAsStringAsync(Ct)));
        Assert.Equal(204, (await running.GetAsync("/v1.0/healthz")).Status);
        running.Http.DefaultRequestHeaders.Add("dapr-api-token", "secret");
        Assert.Equal(200, (await running.GetAsync("/v1.0/metadata")).Status);
    }

    [Fact]
    public async Task The_app_gets_its_own_token_and_never_the_callers()
    {
        await using var app = await TestApp.StartAsync(context => context.Response.WriteAsync(
            context.Request.Headers["dapr-api-token"].ToString()));
        await using var running = await Running.StartAsync(new LocalHostOptions
        {
            Apps = [new LocalApp("a"), new LocalApp("b", app.Port)], DaprApiToken = "in", AppApiToken = "out",
        });
        running.Http.DefaultRequestHeaders.Add("dapr-api-token", "in");

        Assert.Equal("out", await running.Http.GetStringAsync("/v1.0/invoke/b/method/x", Ct));
    }

    [Fact]
    public async Task Secrets_of_the_environment_have_a_prefix_and_unknown_ones_are_empty()
    {
        await using var running = await Running.StartAsync(new LocalHostOptions
        {
            Apps = [new LocalApp("a")],
            Resources = [Component("s", "secretstores.local.env", "[{name: prefix, value: P_}]")],
            Environment = new Dictionary<string, string> { ["P_KEY"] = "v", ["OTHER"] = "x", ["APP_API_TOKEN"] = "t" },
        });

        Assert.Equal("""{"KEY":"v"}""", (await running.GetAsync("/v1.0/secrets/s/KEY")).Body?.ToJsonString());
        Assert.Equal("""{"none":""}""", (await running.GetAsync("/v1.0/secrets/s/none")).Body?.ToJsonString());
        Assert.Equal("""{"KEY":{"KEY":"v"}}""", (await running.GetAsync("/v1.0/secrets/s/bulk")).Body?.ToJsonString());
        Assert.Equal((401, "ERR_SECRET_STORE_NOT_FOUND"), await ErrorAsync(running, "/v1.0/secrets/x/KEY"));
    }

    [Fact]
    public async Task Secrets_of_a_file_are_flattened_or_grouped_and_scopes_deny()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory().FullName, "secrets.json");
        await File.WriteAllTextAsync(file, """{"a":{"b":"1","c":[2]},"top":"t"}""", Ct);
        const string scopes = """
            apiVersion: dapr.io/v1alpha1
            kind: Configuration
            metadata: {name: c}
            spec: {secrets: {scopes: [{storeName: flat, deniedSecrets: [top]}]}}
            """;
        await using var running = await Running.StartAsync(
            Component("flat", "secretstores.local.file", $"[{{name: secretsFile, value: {file}}}]"),
            Component("grouped", "secretstores.local.file",
                $"[{{name: secretsFile, value: {file}}}, {{name: multiValued, value: 'true'}}]"), scopes);

        Assert.Equal("""{"a:b":"1"}""", (await running.GetAsync("/v1.0/secrets/flat/a:b")).Body?.ToJsonString());
        Assert.Equal("""{"b":"1","c:0":"2"}""", (await running.GetAsync("/v1.0/secrets/grouped/a")).Body?.ToJsonString());
        Assert.Equal((500, "ERR_SECRET_GET"), await ErrorAsync(running, "/v1.0/secrets/flat/none"));
        Assert.Equal((403, "ERR_PERMISSION_DENIED"), await ErrorAsync(running, "/v1.0/secrets/flat/top"));
        var flat = await running.GetAsync("/v1.0/secrets/flat/bulk");
        Assert.Equal("""{"a:b":{"a:b":"1"},"a:c:0":{"a:c:0":"2"}}""", flat.Body?.ToJsonString());
    }

    [Fact]
    public async Task A_secret_reference_is_resolved_whatever_the_order_of_the_resources()
    {
        await using var running = await Running.StartAsync(new LocalHostOptions
        {
            Apps = [new LocalApp("a")],
            Environment = new Dictionary<string, string> { ["greeting"] = "hello||7", ["FROM_ENV"] = "env" },
            Resources =
            [
                Component("c", "configuration.in-memory",
                    "[{name: x, secretKeyRef: {name: greeting}}, {name: y, envRef: FROM_ENV}, {name: z, value: '{appID}'}]",
                        "auth: {secretStore: s}"),
                Component("s", "secretstores.local.env"),
            ],
        });

        var items = (await running.GetAsync("/v1.0/configuration/c?key=x&key=y&key=z")).Body;
        Assert.Equal(("hello", "7", "env", "a"),
            ((string?)items?["x"]?["value"], (string?)items?["x"]?["version"], (string?)items?["y"]?["value"],
                (string?)items?["z"]?["value"]));
    }

    [Fact]
    public async Task A_configuration_change_is_posted_to_the_app_until_it_unsubscribes()
    {
        var updates = new List<string>();
        await using var app = await TestApp.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            updates.Add($"{TestApp.Target(context)} {await reader.ReadToEndAsync(Ct)}");
        });
        await using var running = await Running.StartAsync(new LocalHostOptions
        {
            Apps = [new LocalApp("a", app.Port)], Resources = [Component("c", "configuration.in-memory")],
        });
        Assert.Equal(204, (await running.GetAsync("/v1.0/configuration/c?key=k")).Status);
        var id = (string?)(await running.GetAsync("/v1.0/configuration/c/subscribe?key=k")).Body?["id"];

        await running.Host.SetConfigurationAsync("c", "k", "1");
        await running.Host.SetConfigurationAsync("c", "other", "1");
        Assert.True((bool?)(await running.GetAsync($"/v1.0/configuration/c/{id}/unsubscribe")).Body?["ok"]);
        await running.Host.SetConfigurationAsync("c", "k", "2");

        const string items = """{"k":{"value":"1","version":"1","metadata":{}}}""";
        Assert.Equal([$$"""/configuration/c/k {"id":"{{id}}","items":{{items}}}"""], updates);
        Assert.Equal("2", (string?)(await running.GetAsync("/v1.0/configuration/c")).Body?["k"]?["value"]);
    }

    [Fact]
    public async Task A_lock_has_one_owner_and_expires_by_the_hosts_clock()
    {
        var time = new ManualTime();
        await using var running = await Running.StartAsync(new LocalHostOptions
        {
            Apps = [new LocalApp("a")], Resources = [Component("l", "lock.in-memory")], Time = time,
        });

        Assert.Equal("""{"success":true}""", await LockAsync(running, "one"));
        Assert.Equal("""{"success":false}""", await LockAsync(running, "one"));
        Assert.Equal("""{"status":2}""", await UnlockAsync(running, "two"));
        time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal("""{"success":true}""", await LockAsync(running, "two"));
        Assert.Equal("""{"status":0}""", await UnlockAsync(running, "two"));
        Assert.Equal("""{"status":1}""", await UnlockAsync(running, "two"));
        Assert.Equal(400, (await running.PostAsync("/v1.0-alpha1/lock/l", new { resourceId = "r", lockOwner = "" })).Status);
        Assert.Equal(400, (await running.PostAsync("/v1.0-alpha1/lock/none", new { resourceId = "r" })).Status);
    }

    [Fact]
    public async Task Metadata_lists_what_is_in_scope_and_what_was_put()
    {
        await using var running = await Running.StartAsync(
            Component("mine", "lock.in-memory", rest: "scopes: [a]"), Component("theirs", "lock.in-memory", rest: "scopes: [b]"));
        using var put = await running.Http.PutAsync("/v1.0/metadata/team", new StringContent("red", Encoding.UTF8, "text/plain"), Ct);

        var body = (await running.GetAsync("/v1.0/metadata")).Body;
        Assert.Equal(["mine"], (body?["components"] as JsonArray ?? []).Select(component => (string?)component?["name"]));
        Assert.Equal((204, "red", "a"), ((int)put.StatusCode, (string?)body?["extended"]?["team"], (string?)body?["id"]));
    }

    [Fact]
    public async Task A_shutdown_answers_and_then_closes_only_this_sidecar()
    {
        await using var running = await Running.StartAsync(new LocalHostOptions { Apps = [new LocalApp("a"), new LocalApp("b")] });

        Assert.Equal(204, (int)(await running.Http.PostAsync("/v1.0/shutdown", null, Ct)).StatusCode);
        await Assert.ThrowsAnyAsync<HttpRequestException>(async () =>
        {
            while (true) await running.GetAsync("/v1.0/healthz");
        });
        using var other = new HttpClient { BaseAddress = running.Host.HttpEndpoint("b") };
        Assert.Equal(HttpStatusCode.NoContent, (await other.GetAsync("/v1.0/healthz", Ct)).StatusCode);
    }

    [Fact]
    public async Task With_tracing_configured_each_call_gets_a_span_of_its_own()
    {
        const string sent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        await using var app = await TestApp.StartAsync(context => context.Response.WriteAsync(
            context.Request.Headers.TraceParent.ToString()));
        await using var running = await Running.StartAsync(app, """
            apiVersion: dapr.io/v1alpha1
            kind: Configuration
            metadata: {name: c}
            spec: {tracing: {samplingRate: "1"}}
            """);
        running.Http.DefaultRequestHeaders.Add("traceparent", sent);

        using var response = await running.Http.GetAsync("/v1.0/invoke/b/method/x", Ct);
        var seen = await response.Content.ReadAsStringAsync(Ct);

        Assert.StartsWith(sent[..36], seen, StringComparison.Ordinal);
        Assert.NotEqual(sent, seen);
        Assert.Equal(seen, response.Headers.GetValues("traceparent").Single());
    }

    private static async Task<string?> LockAsync(Running running, string owner) =>
        (await running.PostAsync("/v1.0-alpha1/lock/l", new { resourceId = "r", lockOwner = owner,
            expiryInSeconds = 30 })).Body?.ToJsonString();

    private static async Task<string?> UnlockAsync(Running running, string owner) =>
        (await running.PostAsync("/v1.0-alpha1/unlock/l", new { resource_id = "r", lock_owner = owner })).Body?.ToJsonString();

    private static async Task<(int Status, string? Code)> ErrorAsync(Running running, string path)
    {
        var (status, body) = await running.GetAsync(path);
        return (status, (string?)body?["errorCode"]);
    }
}
