using Platform.Contracts;
using Platform.Hosting;

namespace Platform.Gateway;

/// <summary>A tenant's models.</summary>
internal static class ModelRoutes
{
    public static IReadOnlyList<ForwardedRoute> All { get; } =
    [
        new("GET", "/ml/models", "risk", Scopes.ModelsRead)
        {
            Summary = "The models, and which was in force when",
            Response = typeof(ModelList),
        },
        new("POST", "/ml/models", "risk", Scopes.ModelsWrite)
        {
            Summary = "Add a model",
            Description = "The file that ./platform models train writes, up to 4 MiB. It is checked and kept, and decides nothing yet; the "
                + "same file again changes nothing.",
            Body = BodyKind.Json,
            Request = typeof(ModelFile),
            Response = typeof(ModelView),
        },
        new("POST", "/ml/models/activate", "risk", Scopes.ModelsWrite)
        {
            Summary = "Put a model in force, or none",
            Description = "It takes part in decisions from the next event on. 409 when it was trained on other features.",
            Body = BodyKind.Json,
            Request = typeof(ModelChoice),
            Response = typeof(ModelList),
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
