using Platform.Learning.Boosting;
using Platform.Learning.Ensembles;

namespace Platform.Learning.Tests.Ensembles;

/// <summary>Two features decide, the first more than the second, and the third is noise: all three ways must say so.</summary>
public sealed class FeatureImportanceTests
{
    private const string Absent = "XGBoost's library is not on this machine: apt-get install libxgboost0";

    [Fact]
    public void Every_way_ranks_the_features_by_what_they_decide()
    {
        Assert.SkipUnless(Xgboost.IsInstalled, Absent);
        var (rows, labels) = Draw(4_000);
        var model = StackedEnsemble.FromBytes(EnsembleTrainer.Train(rows, 3, labels, new() { Seed = 1 }));

        AssertRanked(FeatureImportance.ByGain(model.Members.DepthWise));
        AssertRanked(FeatureImportance.ByContribution(new(model), rows.AsSpan(0, 900)));
        AssertRanked(FeatureImportance.ByPermutation(model, rows, labels, seed: 2));
    }

    [Fact]
    public void Matrix_that_does_not_fit_is_refused()
    {
        Assert.SkipUnless(Xgboost.IsInstalled, Absent);
        var (rows, labels) = Draw(500);
        var model = StackedEnsemble.FromBytes(EnsembleTrainer.Train(rows, 3, labels, new()));

        Assert.Throws<ArgumentException>(() => FeatureImportance.ByContribution(new(model), rows.AsSpan(0, 4)));
        Assert.Throws<ArgumentException>(() => FeatureImportance.ByPermutation(model, rows, labels.AsSpan(1), 1));
    }

    private static void AssertRanked(double[] shares)
    {
        Assert.Equal(1, shares.Sum(), 1e-9);
        Assert.True(shares[0] > shares[1] && shares[1] > 3 * shares[2], string.Join(", ", shares));
    }

    private static (float[] Rows, bool[] Labels) Draw(int count)
    {
        var random = new SplitMix(8);
        var (rows, labels) = (new float[3 * count], new bool[count]);
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < 3; j++) rows[3 * i + j] = (float)random.Fraction();
            labels[i] = 2 * rows[3 * i] + rows[3 * i + 1] + 0.2 * random.Fraction() > 1.8;
        }

        return (rows, labels);
    }
}
