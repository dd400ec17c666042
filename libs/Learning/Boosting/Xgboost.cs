using System.Globalization;
using System.Runtime.InteropServices;

namespace Platform.Learning.Boosting;

/// <summary>Trains boosted trees with XGBoost's C library; the only file that calls it.</summary>
/// <remarks>Version 1.6 or later, as Debian's package libxgboost0 has it. Scoring does not need it.</remarks>
public static class Xgboost
{
    internal const string Library = "libxgboost.so.0";

    /// <summary>Whether the library is on this machine.</summary>
    public static bool IsInstalled { get; } = NativeLibrary.TryLoad(Library, typeof(Xgboost).Assembly, DllImportSearchPath.System32, out _);

    /// <summary>Trains a binary classifier.</summary>
    /// <param name="rows">Row-major matrix; NaN means missing, infinities are not allowed.</param>
    /// <param name="columns">Features per row, at least 1; the length of <paramref name="rows"/> is a multiple of it.</param>
    /// <param name="labels">0 or 1 for each row; both occur.</param>
    /// <param name="options">Shape, rate and seed.</param>
    /// <returns>The model's file in XGBoost's JSON format; equal arguments give equal bytes on one machine.</returns>
    /// <exception cref="ArgumentException">The lengths do not fit together, or only one label occurs.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="XgboostException">The library is not installed, or refused; the message says what to do.</exception>
    public static byte[] Train(ReadOnlySpan<float> rows, int columns, ReadOnlySpan<float> labels, BoostingOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (rows.Length != labels.Length * columns) throw new ArgumentException("One label per row is needed.", nameof(labels));
        if (labels.IndexOfAnyExcept(0f, 1f) >= 0) throw new ArgumentException("A label is 0 or 1.", nameof(labels));
        if (!labels.Contains(0f) || !labels.Contains(1f)) throw new ArgumentException("Both labels must occur.", nameof(labels));
        options.ThrowIfOutOfRange();
        RequireInstalled();

        using var matrix = new XgboostMatrix(rows, columns);
        matrix.SetLabels(labels);
        using var booster = new XgboostBooster(matrix);
        foreach (var (name, value) in Parameters(options)) booster.Set(name, value);
        for (var round = 0; round < options.Trees; round++) booster.Update(round, matrix);

        return booster.ToJson();
    }

    /// <summary>Scores rows with XGBoost itself: the reference against which our scoring is tested and measured.</summary>
    /// <param name="json">A model's file.</param>
    /// <param name="rows">Row-major matrix; NaN means missing.</param>
    /// <param name="columns">Features per row.</param>
    /// <param name="what">What to compute.</param>
    /// <returns>One number per row; for contributions <paramref name="columns"/> + 1, the last of which is the expected margin.</returns>
    /// <exception cref="XgboostException">The library is not installed, or refused.</exception>
    public static float[] Predict(ReadOnlySpan<byte> json, ReadOnlySpan<float> rows, int columns, XgboostOutput what)
    {
        RequireInstalled();
        using var matrix = new XgboostMatrix(rows, columns);
        using var booster = XgboostBooster.FromJson(json);
        booster.Set("nthread", "1");
        return booster.Predict(matrix, what);
    }

    internal static void Check(int code)
    {
        if (code != 0) throw new XgboostException(Marshal.PtrToStringUTF8(GetLastError()) ?? "XGBoost failed without a word.");
    }

    private static void RequireInstalled()
    {
        if (!IsInstalled)
            throw new XgboostException($"Training needs XGBoost's library {Library}: apt-get install libxgboost0. Scoring does not.");
    }

    private static IEnumerable<(string Name, string Value)> Parameters(BoostingOptions options)
    {
        yield return ("objective", "binary:logistic");
        yield return ("tree_method", "hist");
        yield return ("grow_policy", options.Growth is Growth.DepthWise ? "depthwise" : "lossguide");
        yield return ("max_depth", Text(options.Depth));
        yield return ("max_leaves", Text(options.Growth is Growth.DepthWise ? 0 : options.Leaves));
        yield return ("eta", Text(options.LearningRate));
        yield return ("subsample", Text(options.RowShare));
        yield return ("colsample_bytree", Text(options.ColumnShare));
        yield return ("min_child_weight", Text(options.LeastCover));
        yield return ("lambda", Text(options.Penalty));
        yield return ("scale_pos_weight", Text(options.PositiveWeight));
        yield return ("seed", Text(options.Seed));
        yield return ("nthread", Text(options.Threads));
        yield return ("verbosity", "0");
    }

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    [DllImport(Library, EntryPoint = "XGBGetLastError")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern nint GetLastError();
}

/// <summary>What XGBoost computes of a row; the values are its own.</summary>
public enum XgboostOutput
{
    /// <summary>A probability, for a logistic objective.</summary>
    Value = 0,

    /// <summary>The raw score.</summary>
    Margin = 1,

    /// <summary>Exact Shapley values of the margin.</summary>
    Contributions = 2,
}

/// <summary>XGBoost is not there or refused; the message says what to do.</summary>
/// <param name="message">A plain sentence.</param>
public sealed class XgboostException(string message) : Exception(message);
