using Platform.Risk.Scoring;

namespace Platform.Risk.Tests;

public sealed class EvidenceSharesTests
{
    public static TheoryData<double[]> Pieces() =>
        [new double[] { 0.3, 0.5 }, new double[] { 1, 1, 1, 1, 1, 1, 1 }, new double[] { 0.999, 0.0001 }, new double[] { 0, 0 }];

    [Theory]
    [MemberData(nameof(Pieces))]
    public void Shares_add_up_to_the_score_even_where_it_rounds_to_one(double[] pieces)
    {
        var (score, doubt) = (Evidence.Combine(pieces), Evidence.LogDoubt(pieces));

        Assert.Equal(score, pieces.Sum(piece => Evidence.Share(piece, doubt, score)), 1e-12);
    }
}
