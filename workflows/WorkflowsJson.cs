using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Contracts;
using Platform.Workflows.Billing;
using Platform.Workflows.Exports;
using Platform.Workflows.Housekeeping;
using Platform.Workflows.Imports;
using Platform.Workflows.Tenants;

namespace Platform.Workflows;

/// <summary>Generated JSON code for what workflows keep: inputs, results and chunks.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ImportInput))]
[JsonSerializable(typeof(ImportPlan))]
[JsonSerializable(typeof(ChunkCall))]
[JsonSerializable(typeof(ChunkResult))]
[JsonSerializable(typeof(ChunkRow))]
[JsonSerializable(typeof(ChunkRange))]
[JsonSerializable(typeof(RejectedCall))]
[JsonSerializable(typeof(RejectedLine))]
[JsonSerializable(typeof(ListedImport[]))]
[JsonSerializable(typeof(ImportKey))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(DailyInput))]
[JsonSerializable(typeof(DailyReport))]
[JsonSerializable(typeof(TableTask))]
[JsonSerializable(typeof(ManifestTask))]
[JsonSerializable(typeof(ExportProgress))]
[JsonSerializable(typeof(ExportedTable))]
[JsonSerializable(typeof(TenantTask))]
[JsonSerializable(typeof(ServiceTask))]
[JsonSerializable(typeof(ErasureTask))]
[JsonSerializable(typeof(ErasedItem[]))]
[JsonSerializable(typeof(ClosingRound))]
[JsonSerializable(typeof(ClosingPage))]
[JsonSerializable(typeof(ClosingTask))]
internal sealed partial class WorkflowsJson : JsonSerializerContext;
