using Platform.Contracts;
using Platform.Dapr;

namespace Platform.Workflows.Imports;

/// <summary>
/// Imports a file: cuts it into chunks, sends them with bounded parallelism, puts the rejected lines beside the file, and ends with a
/// report. Each chunk that is done is in the history, so a crash repeats at most the chunks that were being sent. A large file begins a new
/// history every so many chunks.
/// </summary>
internal sealed class ImportEvents : Workflow<ImportInput, ImportReport?>
{
    public override async Task<ImportReport?> RunAsync(WorkflowContext context, ImportInput input)
    {
        try
        {
            return await ImportAsync(context, input with { BegunAt = input.BegunAt ?? context.CurrentUtcDateTime });
        }
        catch (WorkflowTaskFailedException)
        {
            await RemoveAllAsync(context, input);
            throw;
        }
    }

    private static async Task<ImportReport?> ImportAsync(WorkflowContext context, ImportInput input)
    {
        var plan = input.Plan ?? await SplitAsync(context, input);
        var tally = new ImportTally(plan, input.Totals);
        var end = Math.Min(plan.Chunks, input.NextChunk + input.Limits.ChunksPerRun);
        await SendAsync(context, input, tally, end);
        await context.CallActivityAsync<bool>(
            nameof(RemoveChunks), new ChunkRange(input.Tenant, input.Id, input.NextChunk, end), WorkflowTaskOptions.Patient);
        if (end < plan.Chunks)
        {
            context.ContinueAsNew(input with { Plan = plan, NextChunk = end, Totals = tally.Totals });
            return null;
        }

        context.SetCustomStatus(tally.Progress(ImportPhase.Finishing));
        var files = await context.CallActivityAsync<string[]>(
            nameof(WriteRejected), new RejectedCall(input.Tenant, input.Id, input.File, tally.RejectedChunks), WorkflowTaskOptions.Patient);
        await RemoveAllAsync(context, input);
        context.SetCustomStatus(tally.Progress(ImportPhase.Done));
        return tally.Report(context.CurrentUtcDateTime - (input.BegunAt ?? context.CurrentUtcDateTime), files);
    }

    private static async Task<ImportPlan> SplitAsync(WorkflowContext context, ImportInput input)
    {
        context.SetCustomStatus(new ImportProgress { Phase = ImportPhase.Reading });
        var plan = await context.CallActivityAsync<ImportPlan>(nameof(SplitFile), input, WorkflowTaskOptions.Patient);
        if (plan.Error is null) return plan;

        await RemoveAllAsync(context, input);
        throw new ImportRefusedException(plan.Error);
    }

    // A window slides over the chunks, so that a slow one holds nobody up.
    private static async Task SendAsync(WorkflowContext context, ImportInput input, ImportTally tally, int end)
    {
        var (running, refused) = (new List<Task<ChunkResult>>(), new List<ChunkResult>());
        tally.Mark(context.CurrentUtcDateTime);
        context.SetCustomStatus(tally.Progress(ImportPhase.Importing));
        for (var next = input.NextChunk; next < end || running.Count > 0;)
        {
            while (next < end && running.Count < input.Limits.ChunksAtOnce && refused.Count == 0)
                running.Add(SendAsync(context, input, next++));

            var ended = await Task.WhenAny(running);
            running.Remove(ended);
            if (await ended is { Waiting: not null } chunk) refused.Add(chunk);
            else tally.Add(await ended, context.CurrentUtcDateTime);
            if (running.Count == 0 && refused.Count > 0) running.AddRange(await SendLaterAsync(context, input, tally, refused));
            context.SetCustomStatus(tally.Progress(ImportPhase.Importing));
        }
    }

    private static Task<ChunkResult> SendAsync(WorkflowContext context, ImportInput input, int chunk) =>
        context.CallActivityAsync<ChunkResult>(
            nameof(ImportChunk), new ChunkCall(input.Tenant, input.Id, chunk), WorkflowTaskOptions.Patient);

    // A tenant that may send no more for now: once no chunk is on its way the import pauses itself, and says why. Resumed, it sends those
    // chunks again.
    private static async Task<IReadOnlyList<Task<ChunkResult>>> SendLaterAsync(
        WorkflowContext context, ImportInput input, ImportTally tally, List<ChunkResult> refused)
    {
        context.SetCustomStatus(tally.Progress(ImportPhase.Importing) with { Waiting = refused[0].Waiting });
        await context.CallActivityAsync<bool>(nameof(PauseImport), new ImportKey(input.Tenant, input.Id), WorkflowTaskOptions.Patient);
        Task<ChunkResult>[] again = [.. refused.Select(chunk => SendAsync(context, input, chunk.Chunk))];
        refused.Clear();
        tally.Mark(context.CurrentUtcDateTime);
        return again;
    }

    private static Task<bool> RemoveAllAsync(WorkflowContext context, ImportInput input) =>
        context.CallActivityAsync<bool>(nameof(RemoveLeftovers), new ImportKey(input.Tenant, input.Id), WorkflowTaskOptions.Patient);
}

/// <summary>A file that cannot be imported as asked; the message is for the user.</summary>
internal sealed class ImportRefusedException(string message) : Exception(message);
