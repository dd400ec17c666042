using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Platform.Learning.Boosting;

namespace Platform.Learning.Tests.Boosting;

/// <summary>Model files written by hand in XGBoost's format, so that tests need no library and can damage every part.</summary>
internal static class HandMadeModel
{
    /// <summary>One tree: x0 &lt; 0.5 ? (x1 &lt; 2, missing left ? 1 : -2) : (x0 &lt; 0.8 ? 4 : 8); 10 training rows.</summary>
    public static JsonObject OneTree() => Of(columns: 2, Tree(
        left: [1, 3, 5, -1, -1, -1, -1], right: [2, 4, 6, -1, -1, -1, -1], features: [0, 1, 0, 0, 0, 0, 0],
        conditions: [0.5, 2, 0.8, 1, -2, 4, 8], missingLeft: [0, 1, 0, 0, 0, 0, 0], covers: [10, 6, 4, 2, 4, 3, 1]));

    public static JsonObject Of(int columns, params JsonObject[] trees) => new()
    {
        ["version"] = new JsonArray(1, 7, 4),
        ["learner"] = new JsonObject
        {
            ["learner_model_param"] = new JsonObject
            {
                ["base_score"] = "5E-1", ["num_class"] = "0", ["num_feature"] = columns.ToString(CultureInfo.InvariantCulture),
                ["num_target"] = "1",
            },
            ["objective"] = new JsonObject { ["name"] = "binary:logistic" },
            ["gradient_booster"] = new JsonObject
            {
                ["name"] = "gbtree",
                ["model"] = new JsonObject { ["trees"] = new JsonArray([.. trees]) },
            },
        },
    };

    public static JsonObject Tree(
        int[] left, int[] right, int[] features, double[] conditions, int[] missingLeft, double[] covers) => new()
        {
            ["left_children"] = Array(left),
            ["right_children"] = Array(right),
            ["split_indices"] = Array(features),
            ["split_conditions"] = Array(conditions),
            ["default_left"] = Array(missingLeft),
            ["sum_hessian"] = Array(covers),
            ["loss_changes"] = Array(covers),
            ["categories_nodes"] = new JsonArray(),
        };

    public static JsonObject FirstTree(this JsonObject model) =>
        model["learner"]!["gradient_booster"]!["model"]!["trees"]![0]!.AsObject();

    public static JsonObject Parameters(this JsonObject model) => model["learner"]!["learner_model_param"]!.AsObject();

    public static BoostedTrees Read(this JsonObject model) => BoostedTrees.FromXgboostJson(Encoding.UTF8.GetBytes(model.ToJsonString()));

    private static JsonArray Array<T>(T[] values) => new([.. values.Select(value => JsonValue.Create(value))]);
}
