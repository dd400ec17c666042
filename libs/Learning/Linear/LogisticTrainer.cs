using MathNet.Numerics.LinearAlgebra;

namespace Platform.Learning.Linear;

/// <summary>Newton's method on the penalised log-likelihood of standardised features.</summary>
internal sealed class LogisticTrainer
{
    private const int MostSteps = 50;
    private const double SmallestStep = 1e-9;
    private readonly double[] matrix;
    private readonly int width;
    private readonly double penalty;

    // The last column of the matrix is the intercept's ones.
    private LogisticTrainer(double[] matrix, int width, double penalty) =>
        (this.matrix, this.width, this.penalty) = (matrix, width, penalty);

    public static LogisticRegression Fit(ReadOnlySpan<float> rows, int columns, ReadOnlySpan<bool> labels, double penalty)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(penalty > 0, true, nameof(penalty));
        if (rows.Length != labels.Length * columns) throw new ArgumentException("One label per row is needed.", nameof(labels));
        if (!labels.Contains(true) || !labels.Contains(false)) throw new ArgumentException("Both labels must occur.", nameof(labels));
        foreach (var value in rows) if (float.IsInfinity(value)) throw new ArgumentException("A value is infinite.", nameof(rows));

        var (means, deviations) = Moments(rows, columns);
        var trainer = new LogisticTrainer(Standardised(rows, columns, means, deviations), columns + 1, penalty);
        var solution = trainer.Solve(labels);

        var weights = new double[columns];
        for (var i = 0; i < columns; i++) weights[i] = solution[i] / deviations[i];
        return new(means, weights, solution[columns]);
    }

    private double[] Solve(ReadOnlySpan<bool> labels)
    {
        var weights = new double[width];
        for (var step = 0; step < MostSteps; step++)
        {
            var (gradient, curvature) = Derivatives(weights, labels);
            var change = Matrix<double>.Build.Dense(width, width, curvature).Cholesky().Solve(Vector<double>.Build.Dense(gradient));

            // Far from the optimum a full step may overshoot; it is cut to a length at which the quadratic still resembles the likelihood.
            var scale = Math.Min(1, 4 / Math.Max(change.AbsoluteMaximum(), 1e-300));
            for (var i = 0; i < width; i++) weights[i] += scale * change[i];
            if (change.AbsoluteMaximum() < SmallestStep) break;
        }

        return weights;
    }

    private (double[] Gradient, double[] Curvature) Derivatives(double[] weights, ReadOnlySpan<bool> labels)
    {
        var (gradient, curvature) = (new double[width], new double[width * width]);
        for (var row = 0; row < labels.Length; row++) Add(matrix.AsSpan(row * width, width), labels[row], weights, (gradient, curvature));

        for (var i = 0; i < width; i++)
        {
            // The intercept is held by a hair, so that rows that separate perfectly still have a solution.
            var held = i < width - 1 ? penalty : 1e-6;
            gradient[i] -= held * weights[i];
            curvature[i * width + i] += held;
            for (var j = 0; j < i; j++) curvature[i * width + j] = curvature[j * width + i];
        }

        return (gradient, curvature);
    }

    private static void Add(ReadOnlySpan<double> row, bool label, double[] weights, (double[] Gradient, double[] Curvature) sums)
    {
        var margin = 0d;
        for (var i = 0; i < row.Length; i++) margin += row[i] * weights[i];

        var probability = LogOdds.ToProbability(margin);
        var (error, spread) = ((label ? 1 : 0) - probability, Math.Max(probability * (1 - probability), 1e-12));
        for (var i = 0; i < row.Length; i++)
        {
            if (row[i] == 0) continue;
            sums.Gradient[i] += error * row[i];
            var scaled = spread * row[i];
            for (var j = i; j < row.Length; j++) sums.Curvature[i * row.Length + j] += scaled * row[j];
        }
    }

    private static (double[] Means, double[] Deviations) Moments(ReadOnlySpan<float> rows, int columns)
    {
        var (means, deviations) = (new double[columns], new double[columns]);
        for (var column = 0; column < columns; column++)
        {
            var (count, mean, squares) = (0, 0d, 0d);
            for (var at = column; at < rows.Length; at += columns)
            {
                if (float.IsNaN(rows[at])) continue;
                var difference = rows[at] - mean;
                mean += difference / ++count;
                squares += difference * (rows[at] - mean);
            }

            // A constant feature says nothing; dividing by one keeps it at zero.
            var deviation = Math.Sqrt(squares / Math.Max(count, 1));
            (means[column], deviations[column]) = (mean, deviation > 1e-12 * (1 + Math.Abs(mean)) ? deviation : 1);
        }

        return (means, deviations);
    }

    private static double[] Standardised(ReadOnlySpan<float> rows, int columns, double[] means, double[] deviations)
    {
        var matrix = new double[rows.Length / columns * (columns + 1)];
        for (var (from, to) = (0, 0); from < rows.Length; from += columns, to += columns + 1)
        {
            for (var i = 0; i < columns; i++)
                matrix[to + i] = float.IsNaN(rows[from + i]) ? 0 : (rows[from + i] - means[i]) / deviations[i];

            matrix[to + columns] = 1;
        }

        return matrix;
    }
}
