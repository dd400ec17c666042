using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Contracts;

/// <summary>
/// Generated JSON code for every wire record: web casing, enums by name, numbers only as numbers, a duplicate property is refused,
/// unknown ones are ignored, at most 16 levels deep.
/// </summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    NumberHandling = JsonNumberHandling.Strict,
    PropertyNameCaseInsensitive = false,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    MaxDepth = 16)]
[JsonSerializable(typeof(Transaction))]
[JsonSerializable(typeof(Transaction[]))]
[JsonSerializable(typeof(Decision))]
[JsonSerializable(typeof(DecisionLine))]
[JsonSerializable(typeof(Alert))]
[JsonSerializable(typeof(IReadOnlyList<Alert>))]
[JsonSerializable(typeof(AlertPage))]
[JsonSerializable(typeof(IReadOnlyList<Reason>))]
[JsonSerializable(typeof(IngestResult))]
[JsonSerializable(typeof(RejectedEvent))]
[JsonSerializable(typeof(FieldError))]
[JsonSerializable(typeof(ImportRequest))]
[JsonSerializable(typeof(Import))]
[JsonSerializable(typeof(ImportPage))]
[JsonSerializable(typeof(ImportProgress))]
[JsonSerializable(typeof(ImportReport))]
[JsonSerializable(typeof(TenantExport))]
[JsonSerializable(typeof(ExportManifest))]
[JsonSerializable(typeof(NewTenant))]
[JsonSerializable(typeof(TenantUpdate))]
[JsonSerializable(typeof(Tenant))]
[JsonSerializable(typeof(TenantPage))]
[JsonSerializable(typeof(TenantChanges))]
[JsonSerializable(typeof(TenantChanged))]
[JsonSerializable(typeof(RoleDefinition))]
[JsonSerializable(typeof(ErasureCertificate))]
[JsonSerializable(typeof(ErasureRecord))]
[JsonSerializable(typeof(IReadOnlyList<ErasedItem>))]
[JsonSerializable(typeof(NewApiKey))]
[JsonSerializable(typeof(ApiKey))]
[JsonSerializable(typeof(CreatedApiKey))]
[JsonSerializable(typeof(ApiKeyList))]
[JsonSerializable(typeof(DirectoryRequest))]
[JsonSerializable(typeof(DirectoryPage))]
[JsonSerializable(typeof(AuditEvent))]
[JsonSerializable(typeof(AuditEntry))]
[JsonSerializable(typeof(IReadOnlyList<AuditEntry>))]
[JsonSerializable(typeof(AuditPage))]
[JsonSerializable(typeof(AuditCheckpoint))]
[JsonSerializable(typeof(AuditProof))]
[JsonSerializable(typeof(AuditConsistency))]
[JsonSerializable(typeof(IReadOnlyList<AuditKey>))]
[JsonSerializable(typeof(IReadOnlyList<ActorChanges>))]
[JsonSerializable(typeof(AccessReport))]
[JsonSerializable(typeof(UsageRecord))]
[JsonSerializable(typeof(UsageReport))]
[JsonSerializable(typeof(CostReport))]
[JsonSerializable(typeof(Invoice))]
[JsonSerializable(typeof(InvoiceList))]
[JsonSerializable(typeof(BudgetSetting))]
[JsonSerializable(typeof(BudgetAlert))]
[JsonSerializable(typeof(QuotaAlert))]
[JsonSerializable(typeof(QuotaReport))]
[JsonSerializable(typeof(RuleText))]
[JsonSerializable(typeof(RuleChoice))]
[JsonSerializable(typeof(RuleSetView))]
[JsonSerializable(typeof(RuleHistory))]
[JsonSerializable(typeof(RulePreview))]
[JsonSerializable(typeof(EvidenceBundle))]
[JsonSerializable(typeof(ListDefinition))]
[JsonSerializable(typeof(ListView))]
[JsonSerializable(typeof(ListOverview))]
[JsonSerializable(typeof(NewListEntries))]
[JsonSerializable(typeof(RemovedListValues))]
[JsonSerializable(typeof(ListChange))]
[JsonSerializable(typeof(ListEntryPage))]
[JsonSerializable(typeof(ListEvidence))]
[JsonSerializable(typeof(SecurityEvent))]
[JsonSerializable(typeof(SecurityEventBatch))]
[JsonSerializable(typeof(ThreatReport))]
public sealed partial class ContractsJson : JsonSerializerContext;
