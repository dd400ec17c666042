namespace Platform.Conformance.Tests;

/// <summary>Secrets: reference F, 43 to 45.</summary>
public sealed class SecretTests
{
    [Theory]
    [InlineData("secrets/plain", """{"plain":"open sesame"}""")]
    [InlineData("secrets/database:user", """{"database:user":"reader"}""")]
    [InlineData("multisecrets/database", """{"user":"reader","password":"not a real one"}""")]
    public async Task F43_A_secret_is_read_by_its_name(string path, string expected)
    {
        await using var rig = await Rig.StartAsync();

        var answer = await rig.Sidecar().AskAsync($"/v1.0/secrets/{path}").IsAsync(200);

        SidecarCalls.IsJson(expected, await answer.TextAsync());
    }

    [Fact]
    public async Task F43_An_unknown_store_is_unauthorized_and_an_unknown_secret_an_error()
    {
        await using var rig = await Rig.StartAsync();

        await rig.Sidecar().AskAsync("/v1.0/secrets/nowhere/plain").IsRefusedAsync(401, "ERR_SECRET_STORE_NOT_FOUND");
        await rig.Sidecar().AskAsync("/v1.0/secrets/secrets/unheard-of").IsRefusedAsync(500, "ERR_SECRET_GET");
    }

    [Fact]
    public async Task F44_A_component_gets_its_secret_before_it_starts()
    {
        var folder = Directory.CreateTempSubdirectory("conformance").FullName;
        var secrets = Path.Combine(folder, "secrets.json");
        await File.WriteAllTextAsync(secrets, $$"""{"place":"{{folder}}"}""", Rig.Stop);
        await using var rig = await Rig.StartAsync(Setup.Own(Files, Secrets(secrets)));

        const string Create = """{"operation":"create","data":"x","metadata":{"fileName":"f"}}""";
        await rig.Sidecar().TellAsync("/v1.0/bindings/hidden", Create).IsAsync(200);

        Assert.True(File.Exists(Path.Combine(folder, "f")));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task F45_A_denied_secret_is_neither_given_nor_listed()
    {
        await using var rig = await Rig.StartAsync();

        await rig.Sidecar().AskAsync("/v1.0/secrets/secrets/hidden").IsRefusedAsync(403, "ERR_PERMISSION_DENIED");
        var all = await (await rig.Sidecar().AskAsync("/v1.0/secrets/secrets/bulk").IsAsync(200)).JsonAsync();

        Assert.Equal(
            ["database:password", "database:user", "plain"],
            all.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
    }

    // The component that needs the secret comes first: order in files means nothing.
    private const string Files = """
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata:
          name: hidden
        spec:
          type: bindings.localstorage
          version: v1
          metadata:
            - name: rootPath
              secretKeyRef: {name: place, key: place}
        auth:
          secretStore: vault
        """;

    private static string Secrets(string file) => $$"""
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata:
          name: vault
        spec:
          type: secretstores.local.file
          version: v1
          metadata:
            - name: secretsFile
              value: {{file}}
        """;
}
