namespace Platform.Risk.Tests.Models;

public sealed class LiveEqualsTrainingTests
{
    [Fact]
    public void Rows_that_a_model_is_trained_on_are_those_that_scoring_computed()
    {
        var model = TrainedModels.Model;
        var positions = model.PositionsIn(Shipped.Features)!;
        var engine = Shipped.Engine();
        var live = new Dictionary<string, float[]>();
        foreach (var transaction in Traffic.Many(2_000).OrderBy(one => one.Time))
        {
            engine.Score(transaction);
            live[transaction.Id] = Array.ConvertAll(positions, at => engine.Features[at]);
        }

        Assert.Equal(40, model.Examples.Count);
        for (var i = 0; i < model.Examples.Count; i++) Assert.Equal(live[model.Examples.Ids[i]], model.Examples.Row(i).ToArray());
    }
}
