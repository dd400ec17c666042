using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Platform.Dapr.Analyzers.Tests;

public sealed class WorkflowAnalyzerTests
{
    private static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => path.EndsWith(".dll", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path))];

    [Theory]
    [InlineData("_ = DateTime.Now;", "DAPRWF001", "DateTime.Now", "context.CurrentUtcDateTime")]
    [InlineData("_ = DateTime.UtcNow;", "DAPRWF001", "DateTime.UtcNow", "context.CurrentUtcDateTime")]
    [InlineData("_ = DateTime.Today;", "DAPRWF001", "DateTime.Today", "context.CurrentUtcDateTime")]
    [InlineData("_ = DateTimeOffset.Now;", "DAPRWF001", "DateTimeOffset.Now", "context.CurrentUtcDateTime")]
    [InlineData("_ = DateTimeOffset.UtcNow;", "DAPRWF001", "DateTimeOffset.UtcNow", "context.CurrentUtcDateTime")]
    [InlineData("_ = TimeProvider.System;", "DAPRWF001", "TimeProvider.System", "context.CurrentUtcDateTime")]
    [InlineData("_ = System.Diagnostics.Stopwatch.GetTimestamp();", "DAPRWF001", "Stopwatch.GetTimestamp", "context.CurrentUtcDateTime")]
    [InlineData("_ = Guid.NewGuid();", "DAPRWF002", "Guid.NewGuid", "context.NewGuid()")]
    [InlineData("Func<Guid> make = Guid.NewGuid;", "DAPRWF002", "Guid.NewGuid", "context.NewGuid()")]
    [InlineData("_ = new Random();", "DAPRWF003", "new Random", "an activity")]
    [InlineData("_ = Random.Shared;", "DAPRWF003", "Random.Shared", "an activity")]
    [InlineData("await Task.Delay(5);", "DAPRWF004", "Task.Delay", "context.CreateTimer")]
    [InlineData("_ = new Timer(_ => { });", "DAPRWF004", "new Timer", "context.CreateTimer")]
    [InlineData("new CancellationTokenSource().CancelAfter(5);", "DAPRWF004", "CancelAfter", "context.CreateTimer")]
    [InlineData("await Task.Run(() => 1);", "DAPRWF005", "Task.Run", "context.CallActivityAsync")]
    [InlineData("Thread.Sleep(5);", "DAPRWF005", "Thread.Sleep", "context.CallActivityAsync")]
    [InlineData("_ = new Thread(() => { });", "DAPRWF005", "new Thread", "context.CallActivityAsync")]
    [InlineData("ThreadPool.QueueUserWorkItem(_ => { });", "DAPRWF005", "ThreadPool.QueueUserWorkItem", "context.CallActivityAsync")]
    [InlineData("Parallel.For(0, 1, _ => { });", "DAPRWF005", "Parallel.For", "context.CallActivityAsync")]
    [InlineData("context.CallActivityAsync(\"A\").Wait();", "DAPRWF005", "Task.Wait", "Task.WhenAll")]
    [InlineData("_ = System.IO.File.ReadAllText(\"a\");", "DAPRWF006", "File.ReadAllText", "context.CallActivityAsync")]
    [InlineData("_ = new System.Net.Http.HttpClient();", "DAPRWF006", "new HttpClient", "context.CallActivityAsync")]
    [InlineData("_ = System.Net.Dns.GetHostName();", "DAPRWF006", "Dns.GetHostName", "context.CallActivityAsync")]
    [InlineData("await context.CreateTimer(default).ConfigureAwait(false);", "DAPRWF007", "Task.ConfigureAwait", "await the task as it is")]
    [InlineData("_ = Environment.MachineName;", "DAPRWF008", "Environment.MachineName", "input")]
    [InlineData("Console.WriteLine();", "DAPRWF009", "Console.WriteLine", "context.CreateReplaySafeLogger")]
    public async Task What_a_replay_cannot_repeat_is_an_error_that_names_the_replacement(
        string statement, string id, string what, string instead)
    {
        var found = Assert.Single(await FindAsync(InWorkflow(statement)));

        Assert.Equal((id, DiagnosticSeverity.Error), (found.Id, found.Severity));
        Assert.Contains(what, found.GetMessage(null), StringComparison.Ordinal);
        Assert.Contains("in workflow 'Order'", found.GetMessage(null), StringComparison.Ordinal);
        Assert.Contains(instead, found.GetMessage(null), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("await context.CreateTimer(TimeSpan.FromDays(30));")]
    [InlineData("_ = context.CurrentUtcDateTime + TimeSpan.FromHours(1); _ = context.NewGuid();")]
    [InlineData("await Task.WhenAll(context.CallActivityAsync(\"A\"), context.CallActivityAsync(\"B\"));")]
    [InlineData("await context.CallActivityAsync(\"A\").ConfigureAwait(true);")]
    [InlineData("var dice = new Random(7); _ = dice.Next();")]
    [InlineData("_ = new DateTime(2026, 1, 1); _ = Guid.Parse(\"9e952958-5e33-4daf-827f-2fa12937b875\");")]
    [InlineData("_ = System.Net.HttpStatusCode.OK; _ = System.IO.Path.GetExtension(\"a.b\");")]
    [InlineData("_ = \"a\" + Environment.NewLine;")]
    public async Task What_every_replay_repeats_is_allowed(string statement) => Assert.Empty(await FindAsync(InWorkflow(statement)));

    [Fact]
    public async Task Code_outside_a_workflow_may_use_everything()
    {
        const string activity = """
            using System; using System.Threading.Tasks; using Platform.Dapr;
            public sealed class Charge : WorkflowActivity<string, DateTime>
            {
                public override async Task<DateTime> RunAsync(WorkflowActivityContext context, string input)
                {
                    await Task.Delay(1).ConfigureAwait(false);
                    return DateTime.UtcNow;
                }
            }
            """;

        Assert.Empty(await FindAsync(activity));
    }

    [Fact]
    public async Task Other_members_local_functions_and_nested_types_of_a_workflow_count()
    {
        const string workflow = """
            using System; using System.Threading.Tasks; using Platform.Dapr;
            public abstract class Base : Workflow<string, int> { }
            public sealed class Order : Base
            {
                private readonly Guid id = Guid.NewGuid();
                public override Task<int> RunAsync(WorkflowContext context, string input)
                {
                    return Task.FromResult(Local());
                    int Local() => DateTime.Now.Year;
                }
                private static class Inner { public static int Year => DateTime.Now.Year; }
            }
            """;

        Assert.Equal(["DAPRWF001", "DAPRWF001", "DAPRWF002"], (await FindAsync(workflow)).Select(each => each.Id).Order());
    }

    private static string InWorkflow(string statement) => $$"""
        using System; using System.Threading; using System.Threading.Tasks; using Platform.Dapr;
        public sealed class Order : Workflow<string, int>
        {
            public override async Task<int> RunAsync(WorkflowContext context, string input)
            {
                {{statement}}
                await Task.CompletedTask;
                return 0;
            }
        }
        """;

    private static async Task<ImmutableArray<Diagnostic>> FindAsync(string code)
    {
        var tree = CSharpSyntaxTree.ParseText(code, cancellationToken: TestContext.Current.CancellationToken);
        var compilation = CSharpCompilation.Create("Snippet", [tree], References, new(OutputKind.DynamicallyLinkedLibrary));
        Assert.DoesNotContain(
            compilation.GetDiagnostics(TestContext.Current.CancellationToken), each => each.Severity is DiagnosticSeverity.Error);
        return await compilation.WithAnalyzers([new WorkflowAnalyzer()])
            .GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
    }
}
