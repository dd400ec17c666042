using Platform.Local.Resources;

namespace Platform.Local.Tests.Resources;

/// <summary>What resource files may say, and that every mistake names file, line, key and what is allowed.</summary>
public sealed class ResourceReaderTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void A_component_is_read_with_its_references()
    {
        var component = Read("""
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata: {name: store}
            spec:
              type: State.Redis
              version: v1
              ignoreErrors: true
              initTimeout: 30s
              metadata:
              - name: host
                value: "localhost:6379"
              - name: password
                secretKeyRef: {name: redis}
              - name: db
                envRef: REDIS_DB
              - name: shape
                value: {a: [1, x, true]}
            auth: {secretStore: vault}
            scopes: [a, b]
            """).Components.Single();

        Assert.Equal(("store", "state.redis", "v1", "vault"), (component.Name, component.Type, component.Version, component.SecretStore));
        Assert.Equal((true, TimeSpan.FromSeconds(30)), (component.IgnoreErrors, component.InitTimeout));
        Assert.Equal(["a", "b"], component.Scopes);
        Assert.Equal(("redis", "redis"), component.Metadata[1].SecretRef);
        Assert.Equal("REDIS_DB", component.Metadata[2].EnvRef);
        Assert.Equal("""{"a":[1,"x",true]}""", component.Metadata[3].Value);
    }

    [Fact]
    public void Several_documents_stand_in_one_file_and_unknown_kinds_are_skipped()
    {
        var set = Read("""
            apiVersion: dapr.io/v1alpha1
            kind: Subscription
            metadata: {name: one}
            spec: {pubsubname: p, topic: t, route: r}
            ---
            apiVersion: apps/v1
            kind: Deployment
            ---
            apiVersion: dapr.io/v2alpha1
            kind: Subscription
            metadata: {name: two}
            spec:
              pubsubname: p
              topic: t2
              routes: {rules: [{match: event.type == "x", path: /x}], default: /d}
              bulkSubscribe: {enabled: true, maxMessagesCount: 7}
            """);

        Assert.Equal([new RouteRule("", "/r")], set.Subscriptions[0].Rules);
        Assert.Equal([new RouteRule("event.type == \"x\"", "/x"), new RouteRule("", "/d")], set.Subscriptions[1].Rules);
        Assert.Equal(new BulkDelivery(7, 1_000), set.Subscriptions[1].Bulk);
        Assert.Equal(["f.yaml:6: apps/v1/Deployment"], set.Skipped);
    }

    [Theory]
    [InlineData("spec: {type: a.b", 4, "is not valid YAML")]
    [InlineData("spec: [a]", 4, "spec: must be a mapping")]
    [InlineData("spec:\n  version: v1", 4, "spec.type: is required")]
    [InlineData("spec:\n  type: a.b\n  metdata: []", 6, "spec.metdata: is not a key here; allowed are type, version, ignoreErrors")]
    [InlineData("spec:\n  type: a.b\n  metadata:\n  - nam: x", 7,
        "spec.metadata[0].nam: is not a key here; allowed are name, value, secretKeyRef, envRef")]
    [InlineData("spec:\n  type: a.b\n  metadata: x", 6, "spec.metadata: must be a list")]
    [InlineData("spec:\n  type: a.b\n  initTimeout: soon", 6, "spec.initTimeout: must be a duration such as 500ms")]
    [InlineData("spec:\n  type: a.b\n  ignoreErrors: maybe", 6, "spec.ignoreErrors: must be true or false")]
    [InlineData("spec:\n  type: a.b\n  metadata:\n  - name: x\n    envRef: DAPR_X", 8, "may not read 'DAPR_X'")]
    public void A_mistake_in_a_component_names_file_line_and_key(string spec, int line, string problem)
    {
        var error = Assert.Throws<ResourceException>(() => Read(
            "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata: {name: x}\n" + spec));

        Assert.Equal(("f.yaml", line), (error.File, error.Line));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.StartsWith($"f.yaml:{line}: ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("policies: {retries: {r: {policy: linear}}}", "must be constant or exponential, not 'linear'")]
    [InlineData("policies: {retries: {r: {maxRetries: many}}}", "must be a whole number, not 'many'")]
    [InlineData("policies: {retries: {r: {matching: {httpStatusCodes: 5xx}}}}", "must be codes and ranges such as 429,500-599")]
    [InlineData("policies: {circuitBreakers: {c: {trip: failures > 3}}}", "'failures' is not known; allowed are requests, totalFailures")]
    [InlineData("policies: {timeouts: {t: }}", "spec.policies.timeouts.t: must be a duration")]
    [InlineData("targets: {app: {}}", "allowed are apps, actors, components")]
    public void A_mistake_in_a_policy_says_what_is_allowed(string spec, string problem)
    {
        var error = Assert.Throws<ResourceException>(() =>
            Read($"apiVersion: dapr.io/v1alpha1\nkind: Resiliency\nmetadata: {{name: x}}\nspec: {{{spec}}}"));

        Assert.Equal(4, error.Line);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("state.redsi", "[]",
        "inline-1:4: spec.type: 'state.redsi' (version v1) is not known here; known types are bindings.cron/v1, ")]
    [InlineData("bindings.cron", "[]", "inline-1:4: spec.metadata[schedule]: bindings.cron 'x': metadata 'schedule' is required")]
    [InlineData("bindings.cron", "[{name: schedule, value: 61 * * * *}]", "allowed are 0 to 59")]
    [InlineData("secretstores.local.file", "[{name: secretsFile, value: /none.json}]", "there is no file '/none.json'")]
    [InlineData("secretstores.local.file", "[{name: secretsFile, value: x}, {name: multiValued, value: perhaps}]", "must be true or false")]
    [InlineData("bindings.http", "[{name: url, value: ftp}]", "must be an http:// or https:// address")]
    [InlineData("bindings.localstorage", "[{name: rootPath, value: /proc/x}]", "may not be '/proc/x'")]
    [InlineData("lock.in-memory", "[{name: p, secretKeyRef: {name: s}}]", "needs auth.secretStore")]
    public async Task A_component_that_cannot_be_made_refuses_the_start(string type, string metadata, string problem)
    {
        var text = $"apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata: {{name: x}}\nspec: {{type: {type}, metadata: {metadata}}}";
        var error = await Assert.ThrowsAsync<ResourceException>(() => LocalHost.StartAsync(
            new LocalHostOptions { Apps = [new LocalApp("a")], Resources = [text] }, Ct));

        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Equal(("inline-1", 4), (error.File, error.Line));
        await using var lenient = await LocalHost.StartAsync(new LocalHostOptions
        {
            Apps = [new LocalApp("a")], Resources = [text.Replace("metadata: [", "ignoreErrors: true, metadata: [",
                StringComparison.Ordinal)],
        }, Ct);
        Assert.NotNull(lenient.HttpEndpoint("a"));
    }

    [Fact]
    public async Task Two_stores_for_actors_may_not_meet_in_an_app()
    {
        var error = await Assert.ThrowsAsync<ResourceException>(() => StartAsync("scopes: [a]", "scopes: [a, b]"));
        Assert.Contains(
            "'s2' is a second store for actors beside 's1' (inline-1:1); an app can have one only", error.Message,
            StringComparison.Ordinal);
        Assert.Equal(("inline-2", 4), (error.File, error.Line));
        await StartAsync("scopes: [a]", "scopes: [b]");

        async Task StartAsync(string first, string second)
        {
            const string store = "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata: {name: s}\n"
                + "spec: {type: state.in-memory, metadata: [{name: actorStateStore, value: 'true'}]}\n";
            await using var host = await LocalHost.StartAsync(new LocalHostOptions
            {
                Apps = [new LocalApp("a"), new LocalApp("b")],
                Resources = [store.Replace("{name: s}", "{name: s1}", StringComparison.Ordinal) + first,
                    store.Replace("{name: s}", "{name: s2}", StringComparison.Ordinal) + second],
            }, Ct);
        }
    }

    [Fact]
    public async Task Two_components_of_one_name_may_not_meet_in_an_app()
    {
        var error = await Assert.ThrowsAsync<ResourceException>(() => StartAsync("scopes: [a, b]", "scopes: [b]"));
        Assert.Contains("'l' is already used by inline-1:1", error.Message, StringComparison.Ordinal);
        await using var host = await StartAsync("scopes: [a]", "scopes: [b]");

        static Task<LocalHost> StartAsync(params string[] scopes) => LocalHost.StartAsync(new LocalHostOptions
        {
            Apps = [new LocalApp("a"), new LocalApp("b")],
            Resources = [.. scopes.Select(
                scope => $"apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata: {{name: l}}\nspec: {{type: lock.in-memory}}\n{scope}")],
        }, Ct);
    }

    [Fact]
    public async Task A_target_that_names_an_undefined_policy_refuses_the_start()
    {
        const string text = """
            apiVersion: dapr.io/v1alpha1
            kind: Resiliency
            metadata: {name: x}
            spec: {policies: {retries: {a: {}}}, targets: {apps: {b: {retry: z}}}}
            """;
        var error = await Assert.ThrowsAsync<ResourceException>(() => LocalHost.StartAsync(
            new LocalHostOptions { Resources = [text] }, Ct));

        Assert.Contains("policy 'z' is not defined; defined are a", error.Message, StringComparison.Ordinal);
    }

    private static ResourceSet Read(string text)
    {
        var reader = new ResourceReader();
        reader.Add("f.yaml", text);
        return reader.ToSet();
    }
}
