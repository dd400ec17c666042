namespace Platform.Risk.RuleLanguage;

/// <summary>What the operators and functions of the rule language do.</summary>
internal static class Operators
{
    public static bool IsComparison(string symbol) => symbol is "<" or "<=" or ">" or ">=" or "==" or "!=";

    public static bool IsFunction(string name) => name is "min" or "max" or "abs" or "rise";

    public static TruthExpression Or(TruthExpression left, TruthExpression right)
    {
        var (a, b) = (left.Value, right.Value);
        return new(left.Place, input => a(input) || b(input));
    }

    public static TruthExpression And(TruthExpression left, TruthExpression right)
    {
        var (a, b) = (left.Value, right.Value);
        return new(left.Place, input => a(input) && b(input));
    }

    /// <summary>Null when the types do not fit the operator.</summary>
    public static TruthExpression? Compare(Expression left, string symbol, Expression right) => (left, right) switch
    {
        (NumberExpression a, NumberExpression b) => new(left.Place, Numbers(a.Value, symbol, b.Value)),
        (TextExpression a, TextExpression b) when symbol is "==" or "!=" => new(left.Place, Texts(a.Value, symbol is "==", b.Value)),
        _ => null,
    };

    public static NumberExpression Calculate(NumberExpression left, string symbol, NumberExpression right)
    {
        var (a, b) = (left.Value, right.Value);
        return new(left.Place, symbol switch
        {
            "+" => input => a(input) + b(input),
            "-" => input => a(input) - b(input),
            "*" => input => a(input) * b(input),
            _ => input => a(input) / b(input),
        });
    }

    /// <summary>Null when the number of arguments does not fit the function.</summary>
    public static NumberExpression? Call(Token name, IReadOnlyList<NumberExpression> arguments) => (name.Text, arguments) switch
    {
        ("abs", [var one]) => new(name.Place, Absolute(one.Value)),
        ("rise", [var value, var half]) => new(name.Place, Rise(value.Value, half.Value)),
        ("min", [_, ..]) => new(name.Place, arguments.Select(argument => argument.Value).Aggregate(Least)),
        ("max", [_, ..]) => new(name.Place, arguments.Select(argument => argument.Value).Aggregate(Most)),
        _ => null,
    };

    /// <summary>Null when the value and the members are not of one type.</summary>
    public static TruthExpression? In(Expression value, List<Expression> members, bool wanted)
    {
        if (members.Any(member => member.GetType() != value.GetType()) || value is TruthExpression) return null;

        var equals = members.ConvertAll(member => Compare(value, "==", member)?.Value);
        var missing = Missing(value);
        return new(value.Place, input => !missing(input) && equals.Exists(same => same?.Invoke(input) is true) == wanted);
    }

    /// <summary>Whether a text is on a list; a missing one neither is nor is not.</summary>
    public static TruthExpression Listed(TextExpression value, string list, bool wanted)
    {
        var read = value.Value;
        return new(value.Place, input => read(input) is { } text && input.Lists.Holds(list, text) == wanted);
    }

    private static Func<RuleInput, bool> Missing(Expression value) => value switch
    {
        NumberExpression number => input => double.IsNaN(number.Value(input)),
        TextExpression text => input => text.Value(input) is null,
        _ => _ => false,
    };

    private static Func<RuleInput, bool> Numbers(Func<RuleInput, double> a, string symbol, Func<RuleInput, double> b) => symbol switch
    {
        "<" => input => a(input) < b(input),
        "<=" => input => a(input) <= b(input),
        ">" => input => a(input) > b(input),
        ">=" => input => a(input) >= b(input),
        "==" => input => a(input) == b(input),
        _ => input => Differ(a(input), b(input)),
    };

    private static Func<RuleInput, bool> Texts(Func<RuleInput, string?> a, bool same, Func<RuleInput, string?> b) =>
        input => a(input) is { } x && b(input) is { } y && string.Equals(x, y, StringComparison.Ordinal) == same;

    private static bool Differ(double a, double b) => a < b || a > b;

    // A threshold without an edge, so that scores keep their order on both sides of it: 0 up to 0, 1/2 at half, towards 1 above.
    private static Func<RuleInput, double> Rise(Func<RuleInput, double> value, Func<RuleInput, double> half) => input =>
    {
        var ratio = Math.Max(0, value(input)) / half(input);
        return 1 - 1 / (1 + ratio * ratio * ratio * ratio);
    };

    private static Func<RuleInput, double> Absolute(Func<RuleInput, double> value) => input => Math.Abs(value(input));

    private static Func<RuleInput, double> Least(Func<RuleInput, double> a, Func<RuleInput, double> b) =>
        input => Math.Min(a(input), b(input));

    private static Func<RuleInput, double> Most(Func<RuleInput, double> a, Func<RuleInput, double> b) =>
        input => Math.Max(a(input), b(input));
}
