using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace Platform.Contracts.Tests;

/// <summary>
/// The schemas in docs/contracts are what others build against. Run with PLATFORM_WRITE_SCHEMAS=1 to write them anew after a change; a
/// change that breaks readers is refused there too.
/// </summary>
public sealed class SchemaTests
{
    private static readonly JsonSerializerOptions indented = new() { WriteIndented = true, NewLine = "\n" };

    private static readonly Dictionary<string, JsonTypeInfo> types = new()
    {
        [Topics.Transactions] = ContractsJson.Default.Transaction,
        [Topics.SecurityEvents] = ContractsJson.Default.SecurityEvent,
        [Topics.Threats] = ContractsJson.Default.ThreatEvent,
        [Topics.Decisions] = ContractsJson.Default.Decision,
        [Topics.Alerts] = ContractsJson.Default.Alert,
        [Topics.Tenants] = ContractsJson.Default.TenantChanged,
        [Topics.Audit] = ContractsJson.Default.AuditEvent,
        [Topics.Usage] = ContractsJson.Default.UsageRecord,
        [Topics.BudgetAlerts] = ContractsJson.Default.BudgetAlert,
        [Topics.QuotaAlerts] = ContractsJson.Default.QuotaAlert,
    };

    public static TheoryData<string> Topic => [.. types.Keys];

    [Theory, MemberData(nameof(Topic))]
    public void The_schema_in_the_docs_is_the_one_of_the_code(string topic)
    {
        var (path, now) = (PathOf(topic), Schema(topic));
        if (Environment.GetEnvironmentVariable("PLATFORM_WRITE_SCHEMAS") is "1")
            Write(path, now);

        Assert.True(File.Exists(path), $"{path} is missing; run this test with PLATFORM_WRITE_SCHEMAS=1.");
        Assert.Equal(File.ReadAllText(path), Text(now));
    }

    [Theory, MemberData(nameof(Topic))]
    public void The_code_still_reads_what_the_docs_promise(string topic) =>
        Assert.Empty(SchemaChanges.Breaking(JsonNode.Parse(File.ReadAllText(PathOf(topic)))!, Schema(topic)));

    private static void Write(string path, JsonNode now)
    {
        if (File.Exists(path))
            Assert.Empty(SchemaChanges.Breaking(JsonNode.Parse(File.ReadAllText(path))!, now));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, Text(now));
    }

    private static JsonObject Schema(string topic)
    {
        var type = types[topic];
        var schema = type.GetJsonSchemaAsNode(new() { TreatNullObliviousAsNonNullable = true }).AsObject();
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", $"{type.Type.Name}: data of an event on the topic {topic}");
        return schema;
    }

    private static string Text(JsonNode schema) => schema.ToJsonString(indented) + "\n";

    private static string PathOf(string topic) => Path.Combine(Root(), "docs", "contracts", $"{topic}.schema.json");

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Platform.sln")))
            folder = folder.Parent;
        return folder.FullName;
    }
}
