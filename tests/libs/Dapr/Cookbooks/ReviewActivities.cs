namespace Platform.Dapr.Tests.Cookbooks;

public sealed record Check(string List, string Payment);

public sealed record Settlement(string Payment, bool IsReleased);

/// <summary>The bank, which does nothing twice for one key.</summary>
public interface IBank
{
    Task<bool> HoldAsync(string payment, string key, CancellationToken ct);

    Task<bool> IsOnListAsync(string list, string payment, CancellationToken ct);

    Task SettleAsync(Settlement settlement, string key, CancellationToken ct);

    Task TellAsync(string whom, string what, string key, CancellationToken ct);
}

/// <summary>Holds a payment; false when its money has gone.</summary>
public sealed class HoldPayment(IBank bank) : WorkflowActivity<string, bool>
{
    public override Task<bool> RunAsync(WorkflowActivityContext context, string payment) =>
        bank.HoldAsync(payment, context.TaskExecutionKey, context.CancellationToken);
}

public sealed class CheckList(IBank bank) : WorkflowActivity<Check, bool>
{
    public override Task<bool> RunAsync(WorkflowActivityContext context, Check check) =>
        bank.IsOnListAsync(check.List, check.Payment, context.CancellationToken);
}

public sealed class TellAnalysts(IBank bank) : WorkflowActivity<Question, bool>
{
    public override async Task<bool> RunAsync(WorkflowActivityContext context, Question question)
    {
        var text = $"{question.Payment}, {question.Amount}: {string.Join(", ", question.Hits)} (round {question.Round})";
        await bank.TellAsync("analysts", text, context.TaskExecutionKey, context.CancellationToken);
        return true;
    }
}

public sealed class TellCardholder(IBank bank) : WorkflowActivity<string, bool>
{
    public override async Task<bool> RunAsync(WorkflowActivityContext context, string payment)
    {
        await bank.TellAsync("cardholder", $"{payment} is held", context.TaskExecutionKey, context.CancellationToken);
        return true;
    }
}

public sealed class SettlePayment(IBank bank) : WorkflowActivity<Settlement, bool>
{
    public override async Task<bool> RunAsync(WorkflowActivityContext context, Settlement settlement)
    {
        await bank.SettleAsync(settlement, context.TaskExecutionKey, context.CancellationToken);
        return true;
    }
}
