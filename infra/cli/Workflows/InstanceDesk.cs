using Platform.Dapr;

namespace Platform.Cli.Workflows;

/// <summary>Carries out the verbs on workflow instances and says what came of it. An instance that is not there is exit code 1.</summary>
internal sealed class InstanceDesk(DaprWorkflowClient workflows, TextWriter output, TextWriter errors)
{
    private const int PageSize = 100;

    public async Task<int> ListAsync(int limit, CancellationToken ct)
    {
        var (shown, next) = (0, (string?)null);
        do
        {
            var page = await workflows.ListInstanceIdsAsync(next, Math.Min(PageSize, limit - shown), ct);
            foreach (var id in page.Keys.Take(limit - shown))
            {
                if (await workflows.GetWorkflowStateAsync(id, getInputsAndOutputs: false, ct) is not { } state) continue;

                await output.WriteLineAsync(InstanceWords.Line(state));
                shown++;
            }

            next = page.ContinuationToken;
        }
        while (next is not null && shown < limit);

        if (shown == 0) await output.WriteLineAsync("There are no workflow instances.");
        else if (next is not null) await output.WriteLineAsync($"… and more; --limit shows them ({limit} now).");
        return 0;
    }

    public async Task<int> ShowAsync(string id, CancellationToken ct)
    {
        if (await workflows.GetWorkflowStateAsync(id, ct: ct) is not { } state) return await AbsentAsync(id);

        foreach (var line in InstanceWords.Details(state)) await output.WriteLineAsync(line);
        return 0;
    }

    public Task<int> PauseAsync(string id, CancellationToken ct) =>
        ChangeAsync(id, token => workflows.SuspendWorkflowAsync(id, ct: token), ct);

    public Task<int> ResumeAsync(string id, CancellationToken ct) =>
        ChangeAsync(id, token => workflows.ResumeWorkflowAsync(id, ct: token), ct);

    public Task<int> TerminateAsync(string id, CancellationToken ct) =>
        ChangeAsync(id, token => workflows.TerminateWorkflowAsync(id, ct: token), ct);

    public async Task<int> PurgeAsync(string id, CancellationToken ct)
    {
        if (await workflows.GetWorkflowStateAsync(id, getInputsAndOutputs: false, ct) is not { } state) return await AbsentAsync(id);
        if (!state.IsWorkflowCompleted)
        {
            await errors.WriteLineAsync($"{id} has not ended; end it first: ./platform workflows terminate {id}");
            return 1;
        }

        await workflows.PurgeInstanceAsync(id, ct);
        await output.WriteLineAsync($"{id} is forgotten.");
        return 0;
    }

    public async Task<int> HistoryAsync(string id, CancellationToken ct)
    {
        if (await workflows.GetWorkflowStateAsync(id, getInputsAndOutputs: false, ct) is null) return await AbsentAsync(id);

        await output.WriteAsync((await workflows.GetInstanceHistoryAsync(id, ct)).ToJson());
        return 0;
    }

    private async Task<int> ChangeAsync(string id, Func<CancellationToken, Task> change, CancellationToken ct)
    {
        if (await workflows.GetWorkflowStateAsync(id, getInputsAndOutputs: false, ct) is not { } state) return await AbsentAsync(id);
        if (state.IsWorkflowCompleted)
        {
            await errors.WriteLineAsync($"{id} has ended: {InstanceWords.Status(state)}.");
            return 1;
        }

        await change(ct);
        var changed = await workflows.GetWorkflowStateAsync(id, getInputsAndOutputs: false, ct) ?? state;
        await output.WriteLineAsync($"{id} is {InstanceWords.Status(changed)}.");
        return 0;
    }

    private async Task<int> AbsentAsync(string id)
    {
        await errors.WriteLineAsync($"There is no workflow instance {id}; see ./platform workflows list.");
        return 1;
    }
}
