namespace Platform.Risk.RuleLanguage;

/// <summary>A compiled expression of one of three types, and where it begins.</summary>
/// <remarks>
/// Delegates over the input, built once. A missing number is NaN and a missing text null; a comparison with either is false, also
/// <c>!=</c>, so what is not known is never evidence.
/// </remarks>
internal abstract record Expression(Place Place)
{
    public abstract string TypeName { get; }
}

/// <summary>Yields a number.</summary>
internal sealed record NumberExpression(Place Place, Func<RuleInput, double> Value) : Expression(Place)
{
    public override string TypeName => "a number";
}

/// <summary>Yields true or false.</summary>
internal sealed record TruthExpression(Place Place, Func<RuleInput, bool> Value) : Expression(Place)
{
    public override string TypeName => "a condition";
}

/// <summary>Yields a text.</summary>
internal sealed record TextExpression(Place Place, Func<RuleInput, string?> Value) : Expression(Place)
{
    public override string TypeName => "a text";
}
