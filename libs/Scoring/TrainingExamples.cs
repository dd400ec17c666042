using System.Runtime.InteropServices;

namespace Platform.Scoring;

/// <summary>Some of the events that a model was trained on, kept so that a decision can be compared with them.</summary>
public sealed class TrainingExamples
{
    private readonly float[] rows;
    private readonly int columns;

    internal TrainingExamples(IReadOnlyList<string> ids, IReadOnlyList<bool> labels, float[] rows, int columns) =>
        (Ids, Labels, this.rows, this.columns) = (ids, labels, rows, columns);

    /// <summary>How many there are.</summary>
    public int Count => Ids.Count;

    /// <summary>Ids of their events.</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>Which were fraud.</summary>
    public IReadOnlyList<bool> Labels { get; }

    /// <summary>One of them.</summary>
    /// <param name="i">0 to <see cref="Count"/> - 1.</param>
    /// <returns>Its features; NaN for missing ones.</returns>
    public ReadOnlySpan<float> Row(int i) => rows.AsSpan(i * columns, columns);

    internal ExamplesDocument ToDocument() => new(Ids, Labels, MemoryMarshal.AsBytes<float>(rows).ToArray());

    internal static TrainingExamples Read(ExamplesDocument document, int columns)
    {
        var rows = MemoryMarshal.Cast<byte, float>(document.Rows).ToArray();
        return document.Ids.Count == document.Labels.Count && (long)document.Ids.Count * columns * sizeof(float) == document.Rows.Length
            ? new(document.Ids, document.Labels, rows, columns)
            : throw new FormatException("The model's examples are damaged.");
    }
}
