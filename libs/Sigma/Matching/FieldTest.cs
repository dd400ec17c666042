namespace Platform.Sigma.Matching;

/// <summary>One of a field's values passes one of the tests.</summary>
internal sealed class FieldTest(string field, IReadOnlyList<ValueTest> tests) : Condition
{
    public override bool Holds(SigmaEvent sigmaEvent)
    {
        foreach (var value in sigmaEvent.Read(field))
        {
            if (Passes(value, sigmaEvent)) return true;
        }

        return false;
    }

    public override void Explain(SigmaEvent sigmaEvent, List<SigmaEvidence> evidence) =>
        evidence.AddRange(sigmaEvent.Read(field).Where(value => Passes(value, sigmaEvent))
            .Select(value => new SigmaEvidence(field, value.Text)));

    public override Literals? Needs() => Literals.Union(tests.Select(test => test.Needs(field)));

    private bool Passes(SigmaValue value, SigmaEvent sigmaEvent)
    {
        if (value.Text is null) return false;
        for (var i = 0; i < tests.Count; i++)
        {
            if (tests[i].Passes(value, sigmaEvent)) return true;
        }

        return false;
    }
}

/// <summary>One value of any field passes one of the tests.</summary>
internal sealed class KeywordTest(IReadOnlyList<ValueTest> tests) : Condition
{
    public override bool Holds(SigmaEvent sigmaEvent) =>
        sigmaEvent.Fields.Values.Any(values => Array.Exists(values, value => Passes(value, sigmaEvent)));

    public override void Explain(SigmaEvent sigmaEvent, List<SigmaEvidence> evidence) =>
        evidence.AddRange(sigmaEvent.Fields.SelectMany(field => field.Value
            .Where(value => Passes(value, sigmaEvent)).Select(value => new SigmaEvidence(field.Key, value.Text))));

    public override Literals? Needs() => Literals.Union(tests.Select(test => test.Needs(Literal.AnyField)));

    private bool Passes(SigmaValue value, SigmaEvent sigmaEvent) =>
        value.Text is not null && tests.Any(test => test.Passes(value, sigmaEvent));
}
