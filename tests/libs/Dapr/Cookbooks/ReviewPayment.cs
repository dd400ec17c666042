using Microsoft.Extensions.Logging;

namespace Platform.Dapr.Tests.Cookbooks;

public sealed record Suspicion(string Payment, decimal Amount, int Version = 1);

public sealed record Question(string Payment, decimal Amount, string[] Hits, int Round = 1);

public sealed record Answer(bool IsFraud, string By);

public sealed record Verdict(bool IsReleased, string Reason);

/// <summary>Decides about a payment that may be fraud: holds it, checks it, asks an analyst, releases it or gives it back.</summary>
public sealed class ReviewPayment : Workflow<Suspicion, Verdict>
{
    // An outage of a quarter of an hour is waited out.
    internal static readonly WorkflowTaskOptions Patient =
        new(new WorkflowRetryPolicy(16, TimeSpan.FromSeconds(1), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromMinutes(2)));

    private static readonly string[] lists = ["stolen-cards", "mule-accounts", "sanctions"];

    public override async Task<Verdict> RunAsync(WorkflowContext context, Suspicion suspicion)
    {
        context.SetCustomStatus("checking");
        if (!await context.CallActivityAsync<bool>(nameof(HoldPayment), suspicion.Payment, Patient))
            return new(IsReleased: true, "it had gone already");

        // Reviews that began before version 2 have no such step.
        if (suspicion.Version >= 2)
            await context.CallActivityAsync(nameof(TellCardholder), suspicion.Payment, Patient);

        var hits = await CheckAsync(context, suspicion);
        var verdict = hits.Length == 0 ? new(IsReleased: true, "no list has it") : await AskAsync(context, suspicion, hits);
        if (!verdict.IsReleased)
        {
            // Money goes back with the bank's next run, at 02:00 UTC.
            context.SetCustomStatus("waiting for the bank's run");
            await context.CreateTimer(context.CurrentUtcDateTime.Date.AddHours(26) - context.CurrentUtcDateTime);
        }

        await context.CallActivityAsync(nameof(SettlePayment), new Settlement(suspicion.Payment, verdict.IsReleased), Patient);
        return verdict;
    }

    private static async Task<string[]> CheckAsync(WorkflowContext context, Suspicion suspicion)
    {
        var checks = lists.Select(list => CheckAsync(context, new Check(list, suspicion.Payment)));
        return [.. (await Task.WhenAll(checks)).OfType<string>()];
    }

    private static async Task<string?> CheckAsync(WorkflowContext context, Check check)
    {
        try
        {
            return await context.CallActivityAsync<bool>(nameof(CheckList), check, Patient) ? check.List : null;
        }
        catch (WorkflowTaskFailedException failed)
        {
            // A list that cannot be asked is no reason to let money go.
            context.CreateReplaySafeLogger<ReviewPayment>().LogWarning("{List} is away: {Why}", check.List, failed.Message);
            return $"{check.List} is away";
        }
    }

    private static async Task<Verdict> AskAsync(WorkflowContext context, Suspicion suspicion, string[] hits)
    {
        context.SetCustomStatus("with an analyst");
        var answer = await context.CallChildWorkflowAsync<Answer?>(
            nameof(AskAnalyst),
            new Question(suspicion.Payment, suspicion.Amount, hits),
            new ChildWorkflowTaskOptions($"{context.InstanceId}-question"));
        return answer is null
            ? new(IsReleased: false, "nobody answered")
            : new(IsReleased: !answer.IsFraud, $"{(answer.IsFraud ? "fraud" : "no fraud")}, says {answer.By}");
    }
}

public sealed record Asked(int Round, DateTime Until);

/// <summary>Asks analysts every four hours until one answers, for a day.</summary>
public sealed class AskAnalyst : Workflow<Question, Answer?>
{
    private const int MostRounds = 6;

    private static readonly TimeSpan round = TimeSpan.FromHours(4);

    public override async Task<Answer?> RunAsync(WorkflowContext context, Question question)
    {
        context.SetCustomStatus(new Asked(question.Round, context.CurrentUtcDateTime + round));
        await context.CallActivityAsync(nameof(TellAnalysts), question, ReviewPayment.Patient);
        try
        {
            return await context.WaitForExternalEventAsync<Answer>("answer", round);
        }
        catch (TaskCanceledException)
        {
            if (question.Round < MostRounds)
                context.ContinueAsNew(question with { Round = question.Round + 1 });
            return null;
        }
    }
}
