using System.Text.Json;

namespace Platform.Conformance.Tests;

/// <summary>Output and input bindings: reference F, 41 and 42.</summary>
public sealed class BindingTests
{
    [Fact]
    public async Task F41_An_unknown_operation_is_refused()
    {
        await using var rig = await Rig.StartAsync();

        await rig.Sidecar().TellAsync("/v1.0/bindings/files", """{"operation":"juggle","data":"x"}""")
            .IsRefusedAsync(500, "ERR_INVOKE_OUTPUT_BINDING");
        await rig.Sidecar().TellAsync("/v1.0/bindings/nowhere", """{"operation":"create"}""")
            .IsRefusedAsync(500, "ERR_INVOKE_OUTPUT_BINDING");
    }

    [Fact]
    public async Task F41_What_a_binding_stores_it_gives_back()
    {
        await using var rig = await Rig.StartAsync();
        var name = $"{Guid.NewGuid():N}.txt";

        await rig.Sidecar().TellAsync("/v1.0/bindings/files", Operation("create", name, "some text")).IsAsync(200);
        var answer = await rig.Sidecar().TellAsync("/v1.0/bindings/files", Operation("get", name)).IsAsync(200);

        Assert.Equal("some text", await answer.TextAsync());
        Assert.InRange((int)(await rig.Sidecar().TellAsync("/v1.0/bindings/files", Operation("delete", name))).StatusCode, 200, 204);
        await rig.Sidecar().TellAsync("/v1.0/bindings/files", Operation("get", name)).IsRefusedAsync(500, "ERR_INVOKE_OUTPUT_BINDING");
    }

    [Theory]
    [InlineData(200)]
    [InlineData(405)]
    public async Task F42_An_app_that_takes_the_binding_is_called_on_schedule(int options)
    {
        await using var rig = await StartAsync("", options);

        var call = await rig.ReceivedAsync("/tick", 4);

        Assert.Equal("POST", call.Method);
        Assert.Equal("OPTIONS", rig.App().At("/tick")[0].Method);
    }

    [Fact]
    public async Task F42_An_app_that_does_not_know_the_binding_is_never_called()
    {
        await using var rig = await StartAsync("", 404);

        await rig.PassAsync(TimeSpan.FromSeconds(5));

        Assert.Equal("OPTIONS", Assert.Single(rig.App().At("/tick")).Method);
    }

    [Fact]
    public async Task F42_A_binding_that_is_declared_as_input_does_not_ask()
    {
        await using var rig = await StartAsync("    - {name: direction, value: input}", 404);

        await rig.ReceivedAsync("/tick", 2);

        Assert.All(rig.App().At("/tick"), call => Assert.Equal("POST", call.Method));
    }

    private static Task<Rig> StartAsync(string metadata, int options) => Rig.StartAsync(Setup.Own($"""
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata:
          name: tick
        spec:
          type: bindings.cron
          version: v1
          metadata:
            - name: schedule
              value: "@every 1s"
        {metadata}
        scopes: [a]
        """) with { Prepare = app => app.On("/tick", call => new(call.Method is "OPTIONS" ? options : 200)) });

    private static string Operation(string operation, string file, string? data = null) =>
        JsonSerializer.Serialize(new { operation, data, metadata = new { fileName = file } });
}
