using System.Globalization;
using System.Text.Json;

namespace Platform.Learning.Boosting;

/// <summary>Reads XGBoost's JSON model format, of versions 1 to 3.</summary>
/// <remarks>Source: XGBoost documentation, "Introduction to Model IO" and its JSON schema.</remarks>
internal static class XgboostJson
{
    /// <summary>The largest file that is read; 10,000 trees of depth 6 take some 60 MiB.</summary>
    public const int MostBytes = 64 << 20;

    private const int MostColumns = 65_536;
    private const int MostTrees = 10_000;

    public static BoostedTrees Read(ReadOnlyMemory<byte> json)
    {
        if (json.Length > MostBytes)
            throw new FormatException($"The model has {json.Length} bytes; at most {MostBytes} are read.");

        try
        {
            using var document = JsonDocument.Parse(json);
            return ReadModel(document.RootElement);
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw e is FormatException told ? told : new FormatException($"This is not a whole XGBoost model in JSON: {e.Message}", e);
        }
    }

    private static bool IsDamage(Exception e) =>
        e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException;

    private static BoostedTrees ReadModel(JsonElement root)
    {
        var major = root.GetProperty("version")[0].GetInt32();
        if (major is < 1 or > 3) throw new FormatException($"The model was saved by XGBoost {major}; versions 1 to 3 are read.");

        var learner = root.GetProperty("learner");
        var shape = ReadShape(learner);
        var booster = learner.GetProperty("gradient_booster");
        if (booster.GetProperty("name").GetString() is not "gbtree" and var name)
            throw new FormatException($"The booster '{name}' is not scored here; only gbtree is.");

        var trees = booster.GetProperty("model").GetProperty("trees");
        if (trees.GetArrayLength() is < 1 or > MostTrees)
            throw new FormatException($"A model has 1 to {MostTrees} trees, not {trees.GetArrayLength()}.");

        var flat = new XgboostTrees(shape.Columns);
        foreach (var tree in trees.EnumerateArray()) flat.Add(tree);
        return flat.ToModel(shape);
    }

    private static BoostedShape ReadShape(JsonElement learner)
    {
        var parameters = learner.GetProperty("learner_model_param");
        var columns = Whole(parameters, "num_feature");
        if (columns is < 1 or > MostColumns) throw new FormatException($"A model has 1 to {MostColumns} features, not {columns}.");
        if (Whole(parameters, "num_class") > 1 || (parameters.TryGetProperty("num_target", out _) && Whole(parameters, "num_target") > 1))
            throw new FormatException("Models with several outputs are not scored here.");

        var objective = learner.GetProperty("objective").GetProperty("name").GetString();
        var isLogistic = objective is "binary:logistic" or "reg:logistic";
        if (!isLogistic && objective is not ("binary:logitraw" or "reg:squarederror"))
            throw new FormatException($"The objective '{objective}' is not scored here.");

        // The file states a probability for what begins as a margin.
        var start = Number(parameters, "base_score");
        if (objective is "reg:squarederror") return new(columns, start, isLogistic);
        if (start is not (> 0 and < 1)) throw new FormatException($"A base score of {start} is no probability.");

        return new(columns, -MathF.Log(1f / start - 1f), isLogistic);
    }

    private static int Whole(JsonElement parameters, string name) =>
        int.TryParse(Text(parameters, name), CultureInfo.InvariantCulture, out var n)
            ? n
            : throw new FormatException($"'{name}' is not a whole number.");

    // Version 3 writes a list of one.
    private static float Number(JsonElement parameters, string name) =>
        float.TryParse(Text(parameters, name).Trim('[', ']'), CultureInfo.InvariantCulture, out var n) && float.IsFinite(n)
            ? n
            : throw new FormatException($"'{name}' is not a finite number.");

    private static string Text(JsonElement parameters, string name) => parameters.GetProperty(name).GetString() ?? "";
}
