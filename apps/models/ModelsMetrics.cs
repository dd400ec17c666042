using System.Diagnostics.Metrics;
using Platform.Contracts;

namespace Platform.Models;

/// <summary>What models counts.</summary>
internal sealed class ModelsMetrics
{
    /// <summary>The meter's name, for whoever listens.</summary>
    public const string Name = "Platform.Models";

    private readonly Counter<long> accepted;
    private readonly Counter<long> repeated;
    private readonly Counter<long> changed;
    private readonly Counter<long> contradicted;

    public ModelsMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        accepted = meter.CreateCounter<long>("labels_accepted_total", "{label}", "Labels that were new.");
        repeated = meter.CreateCounter<long>("labels_repeated_total", "{label}", "Labels that were there already.");
        changed = meter.CreateCounter<long>("label_outcomes_changed_total", "{event}", "Events known to be something else than before.");
        contradicted = meter.CreateCounter<long>("labels_contradicted_total", "{label}", "New labels that contradict another one.");
    }

    public void Took(LabelResult result)
    {
        accepted.Add(result.Accepted);
        repeated.Add(result.Repeated);
        changed.Add(result.Changed);
        contradicted.Add(result.Contradicted);
    }
}
