using Microsoft.Extensions.Options;
using Platform.Contracts;
using Platform.EventFiles;
using Platform.Workflows.Housekeeping;

namespace Platform.Workflows.Imports;

/// <summary>What became of a request to import.</summary>
/// <param name="Import">The import; null when it was not started.</param>
/// <param name="MappingError">What is wrong with the mapping; null when nothing is, or when the id was taken.</param>
internal sealed record StartOutcome(Import? Import, string? MappingError);

/// <summary>Starts imports, and sees that the tenant's daily work is scheduled.</summary>
internal sealed partial class StartImport(
    ImportStore imports, DailySchedule daily, WorkflowsMetrics metrics, IOptions<WorkflowsOptions> options, TimeProvider time,
    ILogger<StartImport> logger)
{
    /// <summary>Starts an import.</summary>
    public async Task<StartOutcome> HandleAsync(TenantId tenant, ImportRequest request, CancellationToken ct)
    {
        if (request.Mapping is { } mapping && ErrorOf(mapping) is { } error) return new(null, error);

        await daily.EnsureAsync(tenant, ct);
        var (input, now) = (InputOf(tenant, request), time.GetUtcNow());
        if (!await imports.StartAsync(tenant, input, now, ct)) return new(null, null);

        metrics.Started();
        LogStarted(tenant, input.Id, input.File);
        var import = new Import
        {
            Id = input.Id, File = input.File, Status = ImportStatus.Waiting, CreatedAt = now, UpdatedAt = now,
        };
        return new(import, null);
    }

    private static string? ErrorOf(string mapping)
    {
        try
        {
            RowReading.Parse(mapping);
            return null;
        }
        catch (EventFileException e)
        {
            return e.Message;
        }
    }

    private ImportInput InputOf(TenantId tenant, ImportRequest request) => new()
    {
        Tenant = tenant.ToString(),
        Id = request.Id ?? ImportNames.NewId(Random.Shared),
        File = request.File,
        Mapping = request.Mapping,
        IdPrefix = request.IdPrefix,
        Limits = new(
            options.Value.ChunkRows, options.Value.ChunkBytes, options.Value.ChunksAtOnce, options.Value.ChunksPerRun,
            options.Value.MaxChunks),
    };

    [LoggerMessage(LogLevel.Information, "Tenant {Tenant}: import {Id} of {File} started")]
    private partial void LogStarted(TenantId tenant, string id, string file);
}
