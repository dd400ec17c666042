using System.Buffers;
using System.Text.Json;
using Platform.Learning.Boosting;
using Platform.Learning.Calibration;
using Platform.Learning.Linear;

namespace Platform.Learning.Ensembles;

/// <summary>Members as they are stored.</summary>
/// <param name="DepthWise">An XGBoost model in JSON.</param>
/// <param name="LossGuided">An XGBoost model in JSON.</param>
/// <param name="Linear">The regression.</param>
/// <param name="Forest">The forest.</param>
internal sealed record MemberFiles(byte[] DepthWise, byte[] LossGuided, LogisticRegression Linear, IsolationForest Forest)
{
    public EnsembleMembers Read() =>
        new(BoostedTrees.FromXgboostJson(DepthWise), BoostedTrees.FromXgboostJson(LossGuided), Linear, Forest);
}

/// <summary>An ensemble as one JSON document; the trees in it are XGBoost's own files, so that other tools can read them.</summary>
internal static class EnsembleFile
{
    private const int Format = 1;
    private const int MostBytes = 2 * XgboostJson.MostBytes;

    public static byte[] Write(MemberFiles members, LogisticRegression stack, CalibrationMap calibration)
    {
        var bytes = new ArrayBufferWriter<byte>(members.DepthWise.Length + members.LossGuided.Length + 65_536);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteNumber("format", Format);
            Write(json, "depthWise", members.DepthWise);
            Write(json, "lossGuided", members.LossGuided);
            Write(json, "linear", members.Linear);
            json.WriteBase64String("forest", members.Forest.ToBytes());
            Write(json, "stack", stack);
            json.WriteStartObject("calibration");
            Write(json, "scores", calibration.Scores);
            Write(json, "probabilities", calibration.Probabilities);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    public static StackedEnsemble Read(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > MostBytes) throw new FormatException($"An ensemble has at most {MostBytes} bytes.");

        try
        {
            using var json = JsonDocument.Parse(bytes);
            return Read(json.RootElement);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException($"This is not a whole ensemble: {e.Message}", e);
        }
    }

    private static StackedEnsemble Read(JsonElement json)
    {
        if (json.GetProperty("format").GetInt32() is not Format and var format)
            throw new FormatException($"The ensemble is of format {format}; {Format} is read.");

        var members = new EnsembleMembers(
            ReadTrees(json, "depthWise"), ReadTrees(json, "lossGuided"), ReadLinear(json, "linear"),
            IsolationForest.FromBytes(json.GetProperty("forest").GetBytesFromBase64()));
        var stack = ReadLinear(json, "stack");
        if (stack.Weights.Any(weight => weight < 0)) throw new FormatException("A member of the ensemble has a weight below 0.");

        int[] columns = [members.DepthWise.Columns, members.LossGuided.Columns, members.Forest.Columns];
        if (Array.Exists(columns, one => one != members.Linear.Columns) || stack.Columns != StackedEnsemble.MemberCount)
            throw new FormatException("The ensemble's members are of different shapes.");

        var calibration = json.GetProperty("calibration");
        return new(members, stack, new(ReadNumbers(calibration, "scores"), ReadNumbers(calibration, "probabilities")));
    }

    private static void Write(Utf8JsonWriter json, string name, byte[] document)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(document);
    }

    private static void Write(Utf8JsonWriter json, string name, LogisticRegression regression)
    {
        json.WriteStartObject(name);
        json.WriteNumber("intercept", regression.Intercept);
        Write(json, "means", regression.Means);
        Write(json, "weights", regression.Weights);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<double> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers) json.WriteNumberValue(number);
        json.WriteEndArray();
    }

    private static BoostedTrees ReadTrees(JsonElement json, string name) =>
        BoostedTrees.FromXgboostJson(JsonSerializer.SerializeToUtf8Bytes(json.GetProperty(name)));

    private static LogisticRegression ReadLinear(JsonElement json, string name)
    {
        var regression = json.GetProperty(name);
        var (means, weights) = (ReadNumbers(regression, "means"), ReadNumbers(regression, "weights"));
        return means.Length == weights.Length && weights.Length > 0
            ? new(means, weights, Finite(regression.GetProperty("intercept")))
            : throw new FormatException($"The regression '{name}' is damaged.");
    }

    private static double[] ReadNumbers(JsonElement json, string name) =>
        [.. json.GetProperty(name).EnumerateArray().Select(Finite)];

    private static double Finite(JsonElement element) => element.GetDouble() is var number && double.IsFinite(number)
        ? number
        : throw new FormatException("The ensemble has a number that is not finite.");
}
