using Platform.Learning.Linear;

namespace Platform.Learning.Tests.Linear;

public sealed class LogisticRegressionTests
{
    [Fact]
    public void Known_weights_are_found_again()
    {
        var (rows, labels) = Draw(40_000, [1.5, -2, 0], -0.5);

        var fit = LogisticRegression.Fit(rows, 3, labels, penalty: 0.01);

        Assert.Equal(1.5, fit.Weights[0], 0.1);
        Assert.Equal(-2, fit.Weights[1], 0.1);
        Assert.Equal(0, fit.Weights[2], 0.1);
        Assert.Equal(-0.5, fit.Margin([0, 0, 0]), 0.1);
    }

    [Fact]
    public void Slope_of_the_likelihood_is_zero_at_the_fit()
    {
        var (rows, labels) = Draw(500, [1, 1], 0);
        var fit = LogisticRegression.Fit(rows, 2, labels, penalty: 1e-6);

        // With hardly any penalty the errors are orthogonal to every feature, and add up to nothing.
        var errors = Enumerable.Range(0, 500).Select(i => (labels[i] ? 1 : 0) - fit.Predict(rows.AsSpan(2 * i, 2))).ToArray();
        Assert.Equal(0, errors.Sum(), 1e-4);
        Assert.Equal(0, errors.Select((error, i) => error * rows[2 * i]).Sum(), 1e-4);
    }

    [Fact]
    public void Contributions_and_the_intercept_add_up_to_the_margin()
    {
        var (rows, labels) = Draw(300, [1, -1, 2], 1);
        var fit = LogisticRegression.Fit(rows, 3, labels);
        var shares = new double[3];
        fit.Explain([0.3f, float.NaN, -1], shares);

        Assert.Equal(0, shares[1]);
        Assert.Equal(fit.Margin([0.3f, float.NaN, -1]), fit.Intercept + shares.Sum(), 1e-12);
    }

    [Fact]
    public void Rows_that_separate_perfectly_still_have_a_finite_fit()
    {
        var fit = LogisticRegression.Fit([-2, -1, 1, 2], 1, [false, false, true, true]);

        Assert.InRange(fit.Predict([5f]), 0.9, 1);
        Assert.True(double.IsFinite(fit.Weights[0]));
    }

    [Fact]
    public void Constant_and_wholly_missing_features_say_nothing()
    {
        float[] rows = [7, float.NaN, 1, 7, float.NaN, 2, 7, float.NaN, 3, 7, float.NaN, 4];
        var fit = LogisticRegression.Fit(rows, 3, [false, true, false, true]);

        Assert.Equal(0, fit.Weights[0]);
        Assert.Equal(0, fit.Weights[1]);
        Assert.NotEqual(0, fit.Weights[2]);
    }

    [Fact]
    public void Huge_values_do_not_upset_the_fit()
    {
        var fit = LogisticRegression.Fit([1e30f, 1e30f, -1e30f, -1e30f, 1e30f, -1e30f], 1, [true, true, false, false, true, false]);

        Assert.InRange(fit.Predict([1e30f]), 0.6, 1);
        Assert.InRange(fit.Predict([-1e30f]), 0, 0.4);
    }

    [Fact]
    public void What_cannot_be_fitted_is_refused()
    {
        Assert.Throws<ArgumentException>(() => LogisticRegression.Fit([1, 2], 1, [true, true]));
        Assert.Throws<ArgumentException>(() => LogisticRegression.Fit([1, 2, 3], 2, [true, false]));
        Assert.Throws<ArgumentException>(() => LogisticRegression.Fit([1, float.NegativeInfinity], 1, [true, false]));
        Assert.Throws<ArgumentOutOfRangeException>(() => LogisticRegression.Fit([1, 2], 1, [true, false], penalty: 0));
        var fit = LogisticRegression.Fit([1, 2], 1, [true, false]);
        Assert.Throws<ArgumentException>(() => fit.Margin([]));
    }

    private static (float[] Rows, bool[] Labels) Draw(int count, double[] weights, double intercept)
    {
        var random = new SplitMix(9);
        var (rows, labels) = (new float[count * weights.Length], new bool[count]);
        for (var i = 0; i < count; i++)
        {
            var margin = intercept;
            for (var j = 0; j < weights.Length; j++)
            {
                rows[i * weights.Length + j] = (float)(4 * random.Fraction() - 2);
                margin += weights[j] * rows[i * weights.Length + j];
            }

            labels[i] = random.Fraction() < LogOdds.ToProbability(margin);
        }

        return (rows, labels);
    }
}
