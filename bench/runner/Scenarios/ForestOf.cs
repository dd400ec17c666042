using Platform.Contracts;
using Platform.Risk.Scoring;

namespace Platform.Bench.Scenarios;

/// <summary>Trains a forest as the service does, on the rows of events that an engine scores.</summary>
internal static class ForestOf
{
    public static AnomalyModel Scored(ScoringEngine engine, ReadOnlySpan<Transaction> events)
    {
        var rows = new float[events.Length * ModelInput.Columns];
        for (var i = 0; i < events.Length; i++)
        {
            engine.Score(events[i]);
            engine.Row.CopyTo(rows.AsSpan(i * ModelInput.Columns));
        }

        return AnomalyModel.Train(rows, events.Length, engine.Set.Version);
    }
}
