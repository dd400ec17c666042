using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Platform.Dapr.Tests.Cookbooks;

internal static class ReviewsApp
{
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        builder.Services.AddDaprWorkflow(Register);

        var app = builder.Build();
        app.MapPost("/reviews", StartAsync);
        app.MapGet("/reviews/{payment}", ReadAsync);
        app.MapPost("/reviews/{payment}/answer", AnswerAsync);
        return app;
    }

    public static void Register(WorkflowRuntimeOptions options)
    {
        options.RegisterWorkflow<ReviewPayment>();
        options.RegisterWorkflow<AskAnalyst>();
        options.RegisterActivity<HoldPayment>();
        options.RegisterActivity<CheckList>();
        options.RegisterActivity<TellAnalysts>();
        options.RegisterActivity<TellCardholder>();
        options.RegisterActivity<SettlePayment>();
    }

    private static async Task<IResult> StartAsync(Suspicion suspicion, DaprWorkflowClient workflows, CancellationToken ct)
    {
        // A review that has ended would begin again, so it is looked at first; one that runs refuses by itself.
        var id = $"review-{suspicion.Payment}";
        if (await workflows.GetWorkflowStateAsync(id, getInputsAndOutputs: false, ct) is not null)
            return Results.Conflict();

        try
        {
            await workflows.ScheduleNewWorkflowAsync(nameof(ReviewPayment), id, suspicion with { Version = 2 }, ct: ct);
            return Results.Accepted($"/reviews/{suspicion.Payment}");
        }
        catch (DaprException e) when (e.StatusCode is HttpStatusCode.Conflict)
        {
            return Results.Conflict();
        }
    }

    private static async Task<IResult> ReadAsync(string payment, DaprWorkflowClient workflows, CancellationToken ct) =>
        await workflows.GetWorkflowStateAsync($"review-{payment}", ct: ct) is { } state
            ? Results.Ok(new
            {
                Status = $"{state.RuntimeStatus}",
                Step = state.ReadCustomStatusAs<string>(),
                Verdict = state.ReadOutputAs<Verdict>(),
                Failure = state.FailureDetails?.ErrorMessage,
            })
            : Results.NotFound();

    private static async Task<IResult> AnswerAsync(string payment, Answer answer, DaprWorkflowClient workflows, CancellationToken ct)
    {
        await workflows.RaiseEventAsync($"review-{payment}-question", "answer", answer, ct);
        return Results.Accepted();
    }
}
