using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Gateway;

/// <summary>A tenant's models.</summary>
internal static class ModelRoutes
{
    private static readonly RouteParameter Id = new("id", "path", "The version, as it is listed", "0c5e7a9b1d3f");

    public static IReadOnlyList<ForwardedRoute> All { get; } =
    [
        new("GET", "/ml/models", "models", Scopes.ModelsRead)
        {
            Summary = "The models, and which was in force when",
            Response = typeof(ModelList),
        },
        new("POST", "/ml/models", "models", Scopes.ModelsWrite)
        {
            Summary = "Register a model",
            Description = "The file that ./platform models train writes, up to 4 MiB. It is checked and kept, and decides nothing yet; the "
                + "same file again changes nothing.",
            Body = BodyKind.Json,
            Request = typeof(ModelFile),
            Response = typeof(ModelView),
        },
        new("GET", "/ml/models/{id}", "models", Scopes.ModelsRead)
        {
            Summary = "One model",
            Response = typeof(ModelView),
            Parameters = [Id],
        },
        new("GET", "/ml/models/{id}/file", "models", Scopes.ModelsRead)
        {
            Summary = "A model's file",
            Description = "As it was registered; 409 when it is no longer what its hash says.",
            Response = typeof(ModelFile),
            Parameters = [Id],
        },
        new("POST", "/ml/models/activate", "models", Scopes.ModelsWrite)
        {
            Summary = "Have a model decide, or none",
            Description = "It takes part in decisions from the next event on, and the one before stays at hand. 409 when scoring refuses "
                + "it, e.g. since it was trained on other features; 503 when scoring is away: then it is told as soon as it is back.",
            Body = BodyKind.Json,
            Request = typeof(ModelChoice),
            Response = typeof(ModelList),
        },
        new("POST", "/ml/models/rollback", "models", Scopes.ModelsWrite)
        {
            Summary = "Have the model decide again that did before the one in force",
            Description = "Twice goes back two. 409 when there was none before.",
            Response = typeof(ModelList),
        },
        new("GET", "/ml/models/{id}/card", "models", Scopes.ModelsRead)
        {
            Summary = "A model's card",
            Description = "Intended use, data, figures with intervals, slices, limits; Markdown with Accept: text/markdown. 404 for a "
                + "model that no retraining made.",
            Response = typeof(ModelCard),
            Parameters = [Id],
        },
        new("GET", "/ml/data-sets/{id}", "models", Scopes.ModelsRead)
        {
            Summary = "What a data set holds",
            Response = typeof(DataSetView),
            Parameters = [new("id", "path", "The version, as a model names it", "9f86d081884c7d659a2feaa0c55ad015")],
        },
        new("POST", "/ml/retraining", "trainer", Scopes.ModelsWrite)
        {
            Summary = "Start a retraining",
            Description = "Gathers what was known, tries challengers, judges the best beside the champion by events that neither has "
                + "seen, and has it decide if it passes the gate. One at a time: 409 while one goes on.",
            Body = BodyKind.Json,
            Request = typeof(RetrainingRequest),
            Response = typeof(RetrainingRun),
        },
        new("GET", "/ml/retraining", "trainer", Scopes.ModelsRead)
        {
            Summary = "The latest retrainings",
            Response = typeof(RetrainingRuns),
        },
        new("GET", "/ml/retraining/{id}", "trainer", Scopes.ModelsRead)
        {
            Summary = "How a retraining goes, or ended",
            Response = typeof(RetrainingRun),
            Parameters = [new("id", "path", "As it was given when it started", "019c2d4e5f6a7b8c9d0e1f2a3b4c5d6e")],
        },
        new("GET", "/ml/feature-importance", "risk", Scopes.ModelsRead)
        {
            Summary = "What each feature is worth to the model in force",
            Description = "By gain of its splits, by permutation and by mean size of its contributions; 409 without a model.",
            Response = typeof(FeatureImportances),
        },
        new("POST", "/ml/explain-prediction", "risk", Scopes.ModelsRead)
        {
            Summary = "Why the model in force says what it says",
            Description = "Of a decision, or of features by name: what each feature added (feature: exact Shapley values), what the trees "
                + "asked (decision_tree), or which training examples are most alike and how they pull (influence). 409 without a model.",
            Body = BodyKind.Json,
            Request = typeof(ExplanationQuestion),
            Response = typeof(PredictionExplanation),
            Audited = AuditedWhen.Refused,
        },
    ];
}
