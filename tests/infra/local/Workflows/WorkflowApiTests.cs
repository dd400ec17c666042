using System.Text.Json.Nodes;
using Platform.TaskHub;

namespace Platform.Local.Tests.Workflows;

/// <summary>Workflow management over HTTP.</summary>
public sealed class WorkflowApiTests
{
    [Theory, InlineData("v1.0"), InlineData("v1.0-beta1"), InlineData("v1.0-alpha1")]
    public async Task An_instance_is_started_raised_paused_resumed_ended_and_purged(string version)
    {
        await using var host = await EngineHost.StartAsync();
        await host.WorkAsync(_ => []);
        var root = $"/{version}/workflows/dapr";

        Assert.Equal((202, "one"), await PostAsync(host, $"{root}/Order/start?instanceID=one", "instanceID", "{\"n\":1}"));
        Assert.Equal(202, (await PostAsync(host, $"{root}/one/raiseEvent/e", "", "5")).Status);
        Assert.Equal(202, (await PostAsync(host, $"{root}/one/pause")).Status);
        await host.ReachesAsync("one", WorkflowStatus.Suspended);
        Assert.Equal("SUSPENDED", (await StateAsync(host, $"{root}/one"))["runtimeStatus"]!.GetValue<string>());
        Assert.Equal(202, (await PostAsync(host, $"{root}/one/resume")).Status);
        await host.ReachesAsync("one", WorkflowStatus.Running);
        Assert.Equal((500, "ERR_PURGE_WORKFLOW"), await PostAsync(host, $"{root}/one/purge", "errorCode"));
        Assert.Equal(202, (await PostAsync(host, $"{root}/one/terminate")).Status);
        await host.ReachesAsync("one", WorkflowStatus.Terminated);
        Assert.Equal(202, (await PostAsync(host, $"{root}/one/purge")).Status);
        Assert.Equal((404, "ERR_INSTANCE_ID_NOT_FOUND"), await PostAsync(host, $"{root}/one/terminate", "errorCode"));
    }

    [Fact]
    public async Task The_state_tells_input_custom_status_and_failure()
    {
        await using var host = await EngineHost.StartAsync();
        await host.WorkAsync(new RawAnswers
        {
            Turn = _ => Task.FromResult<WorkflowResponse?>(
                new WorkflowResponse { CustomStatus = "\"s\"", Actions = { Act.Fail("broken") } }),
        });
        await host.StartInstanceAsync("one", input: "1");

        var state = await StateAsync(host, "/v1.0/workflows/dapr/one");

        Assert.Equal("FAILED", state["runtimeStatus"]!.GetValue<string>());
        Assert.Equal("2026-01-01T00:00:00Z", state["createdAt"]!.GetValue<string>());
        Assert.Equal(
            [
                ("dapr.workflow.custom_status", "\"s\""), ("dapr.workflow.input", "1"),
                ("dapr.workflow.failure.error_type", "E"), ("dapr.workflow.failure.error_message", "broken"),
            ],
            state["properties"]!.AsObject().Select(each => (each.Key, each.Value!.GetValue<string>())));
    }

    [Theory]
    [InlineData("has space", "ERR_INSTANCE_ID_INVALID")]
    [InlineData("a:b", "ERR_INSTANCE_ID_INVALID")]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234", "ERR_INSTANCE_ID_TOO_LONG")]
    public async Task Ids_that_are_no_names_are_refused(string id, string code)
    {
        await using var host = await EngineHost.StartAsync();

        var path = $"/v1.0/workflows/dapr/Order/start?instanceID={Uri.EscapeDataString(id)}";
        Assert.Equal((400, code), await PostAsync(host, path, "errorCode"));
    }

    [Fact]
    public async Task Starting_an_active_id_and_raising_for_an_unknown_one_fail_with_their_reasons()
    {
        await using var host = await EngineHost.StartAsync();
        await host.WorkAsync(_ => []);
        await host.StartInstanceAsync("one");

        Assert.Equal((500, "ERR_START_WORKFLOW"), await PostAsync(host, "/v1.0/workflows/dapr/Order/start?instanceID=one", "errorCode"));
        Assert.Equal((500, "ERR_PAUSE_WORKFLOW"), await PostAsync(host, "/v1.0/workflows/dapr/none/pause", "errorCode"));
    }

    [Fact]
    public async Task A_start_without_an_id_makes_one()
    {
        await using var host = await EngineHost.StartAsync();
        await host.WorkAsync(_ => []);

        var (status, id) = await PostAsync(host, "/v1.0/workflows/dapr/Order/start", "instanceID");

        Assert.Equal(202, status);
        Assert.True(Guid.TryParse(id, out _));
    }

    private static async Task<(int Status, string Value)> PostAsync(EngineHost host, string path, string field = "", string? body = null)
    {
        using var content = body is null ? null : new StringContent(body);
        using var response = await host.Http.PostAsync(path, content, EngineHost.Ct);
        var json = JsonNode.Parse(await response.Content.ReadAsStringAsync(EngineHost.Ct));
        return ((int)response.StatusCode, field.Length > 0 ? json![field]!.GetValue<string>() : "");
    }

    private static async Task<JsonNode> StateAsync(EngineHost host, string path) =>
        JsonNode.Parse(await host.Http.GetStringAsync(path, EngineHost.Ct))!;
}
