using System.CommandLine;
using Platform.Cli.Workflows;
using Platform.Dapr;
using Platform.Local.Launcher;

namespace Platform.Cli.Commands;

/// <summary><c>workflows</c>: what runs durably, through the app's sidecar; works for every app that has workflows.</summary>
internal static class WorkflowsCommand
{
    private const string DefaultApp = "workflows";

    private static readonly Option<string> App = new("--app")
    {
        Description = "The app that runs them",
        HelpName = "APP",
        DefaultValueFactory = _ => DefaultApp,
        Recursive = true,
    };

    private static readonly Option<int> Limit = new("--limit", "-n")
    {
        Description = "The most instances",
        HelpName = "N",
        DefaultValueFactory = _ => 100,
    };

    public static Command Create()
    {
        Limit.Must(value => value is >= 1 and <= 10_000, "from 1 to 10000");
        return new Command("workflows", """
            List workflow instances and steer them.

            Examples:
              ./platform workflows list
              ./platform workflows show import-demo-history2026
              ./platform workflows pause import-demo-history2026
              ./platform workflows history import-demo-history2026 > history.json
            """)
        {
            List(),
            OfOne("show", "Show an instance: status, times, input, result or failure.", (desk, id, ct) => desk.ShowAsync(id, ct)),
            OfOne("pause", "Pause an instance: what runs is ended, nothing more is begun.", (desk, id, ct) => desk.PauseAsync(id, ct)),
            OfOne("resume", "Go on with a paused instance.", (desk, id, ct) => desk.ResumeAsync(id, ct)),
            OfOne("terminate", "End an instance and its children.", (desk, id, ct) => desk.TerminateAsync(id, ct)),
            OfOne("purge", "Forget an instance that has ended, its history included.", (desk, id, ct) => desk.PurgeAsync(id, ct)),
            OfOne("history", "Print an instance's history as JSON; a test can replay it.", (desk, id, ct) => desk.HistoryAsync(id, ct)),
            App,
        };
    }

    private static Command List()
    {
        var (data, root) = (Shared.Data(), Shared.Root());
        var command = new Command("list", "List instances with their status.") { Limit, data, root };
        command.SetAction((parsed, ct) => RunAsync(
            Folder(parsed, root, data), parsed.GetRequiredValue(App), desk => desk.ListAsync(parsed.GetValue(Limit), ct)));
        return command;
    }

    private static Command OfOne(string name, string description, Func<InstanceDesk, string, CancellationToken, Task<int>> act)
    {
        var id = new Argument<string>("ID") { Description = "The instance" };
        var (data, root) = (Shared.Data(), Shared.Root());
        var command = new Command(name, description) { id, data, root };
        command.SetAction((parsed, ct) => RunAsync(
            Folder(parsed, root, data), parsed.GetRequiredValue(App), desk => act(desk, parsed.GetRequiredValue(id), ct)));
        return command;
    }

    private static DataFolder Folder(ParseResult parsed, Option<string> root, Option<string?> data) =>
        Shared.Folder(parsed.GetRequiredValue(root), parsed.GetValue(data));

    private static async Task<int> RunAsync(DataFolder folder, string appId, Func<InstanceDesk, Task<int>> act)
    {
        var run = Shared.Running(folder);
        var app = run.Apps.FirstOrDefault(app => app.AppId == appId)
            ?? throw new LaunchException($"There is no app '{appId}'; there are {string.Join(", ", run.Apps.Select(each => each.AppId))}.");
        using var client = new DaprWorkflowClient(new DaprClientOptions
        {
            GrpcEndpoint = new($"http://127.0.0.1:{app.SidecarGrpcPort}"),
            ApiToken = run.DaprApiToken,
        });
        return await act(new InstanceDesk(client, Console.Out, Console.Error));
    }
}
