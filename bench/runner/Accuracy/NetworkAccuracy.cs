using Platform.Learning;
using Platform.Learning.Boosting;
using Platform.Learning.Ensembles;

namespace Platform.Bench.Accuracy;

/// <summary>How well attacks are told from ordinary connections on NSL-KDD: a forest that saw no attack, and the ensemble.</summary>
internal sealed class NetworkAccuracy : IScenario
{
    public string Name => "accuracy-network";

    public string Group => "accuracy";

    public string Purpose => "NSL-KDD, KDDTest+: forest trained on ordinary connections only, and the supervised ensemble; five seeds";

    public Task RunAsync(Stage stage, CancellationToken ct)
    {
        if (DataSets.Lines(stage, "nsl-kdd", "KDDTrain+_20Percent.txt.gz") is not { } training) return Task.CompletedTask;
        if (DataSets.Lines(stage, "nsl-kdd", "KDDTest+.txt.gz") is not { } testing) return Task.CompletedTask;

        var (known, fresh) = (NetworkRows.Parse(training), NetworkRows.Parse(testing));
        var ordinary = known.Where(flow => !NetworkRows.IsAttack(flow)).ToList();
        var encoding = new NetworkRows(ordinary);
        var (test, labels) = (encoding.Encode(fresh), fresh.ConvertAll(NetworkRows.IsAttack).ToArray());

        var seeds = stage.Quick ? 1 : Seeds.Count;
        var forests = Enumerable.Range(1, seeds).Select(seed => ForestAuc(encoding.Encode(ordinary), test, labels, seed)).ToArray();
        Seeds.Note(stage.Figures, "kdd_forest_auc", forests);
        if (!Xgboost.IsInstalled)
        {
            stage.Say($"the ensemble is skipped: apt-get install libxgboost0");
            return Task.CompletedTask;
        }

        var rows = encoding.Encode(known);
        var ensembles = Enumerable.Range(1, seeds).Select(seed => EnsembleAuc(rows, known, (test, labels), seed)).ToArray();
        Seeds.Note(stage.Figures, "kdd_ensemble_auc", ensembles);
        return Task.CompletedTask;
    }

    private static IsolationForestOptions ForestOf(int seed) => new() { SampleSize = 1_024, Seed = (ulong)seed };

    private static double ForestAuc(float[] ordinary, float[] test, bool[] labels, int seed)
    {
        var scores = new double[labels.Length];
        IsolationForest.Fit(ordinary, NetworkRows.Columns, ForestOf(seed)).ScoreAll(test, scores);
        return RankingQuality.RocAuc(scores, labels);
    }

    // Attacks of one kind are one part: the weights then come from how members judge kinds of attack that they have never seen.
    private static double EnsembleAuc(float[] rows, List<string[]> known, (float[] Rows, bool[] Labels) test, int seed)
    {
        var options = new EnsembleOptions
        {
            Forest = ForestOf(seed), Seed = seed,
            DepthWise = new() { Depth = 6, RowShare = 0.8, ColumnShare = 0.5 },
            LossGuided = new() { Growth = Growth.LossGuided, Depth = 12, Leaves = 16, RowShare = 0.8, ColumnShare = 0.5 },
        };
        var kinds = known.Where(NetworkRows.IsAttack).CountBy(NetworkRows.AttackOf).OrderByDescending(kind => kind.Value)
            .Select(kind => kind.Key).ToList();
        var parts = known.Select((flow, i) => NetworkRows.IsAttack(flow) ? kinds.IndexOf(NetworkRows.AttackOf(flow)) : i);
        int[] folds = [.. parts.Select(part => part % options.Folds)];
        bool[] labels = [.. known.Select(NetworkRows.IsAttack)];

        var model = StackedEnsemble.FromBytes(EnsembleTrainer.Train(rows, NetworkRows.Columns, labels, options, folds));
        double[] scores = [.. Enumerable.Range(0, test.Labels.Length).Select(i => model.Margin(test.Rows.AsSpan(i * NetworkRows.Columns)))];
        return RankingQuality.RocAuc(scores, test.Labels);
    }
}
