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
    // A restart of ingest or of the database is waited out: about a quarter of an hour, then the import fails and says why.
    private static readonly WorkflowTaskOptions Patient =
        new(new WorkflowRetryPolicy(20, TimeSpan.FromSeconds(1), 2, TimeSpan.FromMinutes(1)));

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
        await context.CallActivityAsync<bool>(nameof(RemoveChunks), new ChunkRange(input.Tenant, input.Id, input.NextChunk, end), Patient);
        if (end < plan.Chunks)
        {
            context.ContinueAsNew(input with { Plan = plan, NextChunk = end, Totals = tally.Totals });
            return null;
        }

        context.SetCustomStatus(tally.Progress(ImportPhase.Finishing));
        var files = await context.CallActivityAsync<string[]>(
            nameof(WriteRejected), new RejectedCall(input.Tenant, input.Id, input.File, tally.RejectedChunks), Patient);
        await RemoveAllAsync(context, input);
        context.SetCustomStatus(tally.Progress(ImportPhase.Done));
        return tally.Report(context.CurrentUtcDateTime - (input.BegunAt ?? context.CurrentUtcDateTime), files);
    }

    private static async Task<ImportPlan> SplitAsync(WorkflowContext context, ImportInput input)
    {
        context.SetCustomStatus(new ImportProgress { Phase = ImportPhase.Reading });
        var plan = await context.CallActivityAsync<ImportPlan>(nameof(SplitFile), input, Patient);
        if (plan.Error is null) return plan;

        await RemoveAllAsync(context, input);
        throw new ImportRefusedException(plan.Error);
    }

    // A window slides over the chunks, so that a slow one holds nobody up.
    private static async Task SendAsync(WorkflowContext context, ImportInput input, ImportTally tally, int end)
    {
        var running = new List<Task<ChunkResult>>();
        tally.Mark(context.CurrentUtcDateTime);
        context.SetCustomStatus(tally.Progress(ImportPhase.Importing));
        for (var next = input.NextChunk; next < end || running.Count > 0;)
        {
            while (next < end && running.Count < input.Limits.ChunksAtOnce)
            {
                running.Add(context.CallActivityAsync<ChunkResult>(
                    nameof(ImportChunk), new ChunkCall(input.Tenant, input.Id, next++), Patient));
            }

            var ended = await Task.WhenAny(running);
            running.Remove(ended);
            tally.Add(await ended, context.CurrentUtcDateTime);
            context.SetCustomStatus(tally.Progress(ImportPhase.Importing));
        }
    }

    private static Task<bool> RemoveAllAsync(WorkflowContext context, ImportInput input) =>
        context.CallActivityAsync<bool>(nameof(RemoveLeftovers), new ImportKey(input.Tenant, input.Id), Patient);
}

/// <summary>A file that cannot be imported as asked; the message is for the user.</summary>
internal sealed class ImportRefusedException(string message) : Exception(message);
