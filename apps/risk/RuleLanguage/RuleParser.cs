using Platform.Scoring;

namespace Platform.Risk.RuleLanguage;

/// <summary>Reads an expression and compiles it in one pass.</summary>
/// <remarks>
/// <code>
/// or    = and { "or" and }          and   = not { "and" not }       not = "not" not | compare
/// compare = sum [ ("&lt;"|"&lt;="|"&gt;"|"&gt;="|"=="|"!=") sum | ["not"] "in" (members | list) ]
/// members = "[" sum { "," sum } "]"          list  = "list" "(" "text" ")"
/// sum   = product { ("+"|"-") product }      product = unary { ("*"|"/") unary }     unary = "-" unary | atom
/// atom  = number | "text" | name | ("min"|"max"|"abs"|"rise") "(" or { "," or } ")" | "(" or ")"
/// </code>
/// </remarks>
internal sealed class RuleParser
{
    private const int MostDepth = 64;
    private readonly SourceText source;
    private readonly TransactionFeatures features;
    private readonly List<Token> tokens;
    private readonly List<ListReference> lists = [];
    private int at;
    private int depth;

    private RuleParser(SourceText source, TransactionFeatures features) =>
        (this.source, this.features, tokens) = (source, features, new RuleLexer(source).All());

    private Token Current => tokens[at];

    /// <exception cref="RuleSyntaxException">The text is not an expression.</exception>
    public static Func<RuleInput, bool> Condition(
        SourceText source, TransactionFeatures features, out IReadOnlyList<ListReference> lists)
    {
        var parser = new RuleParser(source, features);
        lists = parser.lists;
        return parser.Truth(parser.Whole()).Value;
    }

    /// <exception cref="RuleSyntaxException">The text is not an expression.</exception>
    public static Func<RuleInput, double> Number(SourceText source, TransactionFeatures features)
    {
        var parser = new RuleParser(source, features);
        return parser.Number(parser.Whole()).Value;
    }

    private Expression Whole()
    {
        var whole = Or();
        return Current.Kind is TokenKind.End ? whole : throw Error(Current, $"{Current} was not expected here.");
    }

    private Expression Or()
    {
        if (++depth > MostDepth) throw Error(Current, $"This nests deeper than {MostDepth}.");

        var left = And();
        while (Current.Is("or")) left = Operators.Or(Truth(left), Truth(After(And)));
        depth--;
        return left;
    }

    private Expression And()
    {
        var left = Not();
        while (Current.Is("and")) left = Operators.And(Truth(left), Truth(After(Not)));
        return left;
    }

    private Expression Not()
    {
        if (!Current.Is("not")) return Compare();

        var place = Current.Place;
        Deepen();
        var inner = Truth(After(Not)).Value;
        depth--;
        return new TruthExpression(place, input => !inner(input));
    }

    private Expression Compare()
    {
        var left = Sum();
        if (Current.Is("in")) return Membership(left, wanted: true);
        if (Current.Is("not") && tokens[at + 1].Is("in"))
        {
            at++;
            return Membership(left, wanted: false);
        }

        if (!Operators.IsComparison(Current.Text) || Current.Kind is not TokenKind.Symbol) return left;

        var operation = Current;
        var right = After(Sum);
        return Operators.Compare(left, operation.Text, right)
            ?? throw Error(operation, $"{operation} cannot compare {left.TypeName} with {right.TypeName}.");
    }

    private TruthExpression Membership(Expression left, bool wanted)
    {
        at++;
        if (Current.Is("list")) return Listed(left, wanted);

        var members = List("[", "]", Sum);
        return Operators.In(left, members, wanted)
            ?? throw new RuleSyntaxException(source.File, left.Place, "The value and the list must all be numbers or all be texts.");
    }

    private TruthExpression Listed(Expression left, bool wanted)
    {
        if (left is not TextExpression text)
            throw new RuleSyntaxException(source.File, left.Place, $"A list holds texts, and this is {left.TypeName}.");

        at++;
        Expect("(");
        var name = Current;
        if (name.Kind is not TokenKind.Text) throw Error(name, $"The name of a list is expected here, in quotes, not {name}.");

        at++;
        Expect(")");
        lists.Add(new(name.Text, name.Place));
        return Operators.Listed(text, name.Text, wanted);
    }

    private Expression Sum()
    {
        var left = Product();
        while (Current.Is("+") || Current.Is("-")) left = Calculate(left, Product);
        return left;
    }

    private Expression Product()
    {
        var left = Unary();
        while (Current.Is("*") || Current.Is("/")) left = Calculate(left, Unary);
        return left;
    }

    private NumberExpression Calculate(Expression left, Func<Expression> next)
    {
        var symbol = Current.Text;
        return Operators.Calculate(Number(left), symbol, Number(After(next)));
    }

    private Expression Unary()
    {
        if (!Current.Is("-")) return Atom();

        var place = Current.Place;
        Deepen();
        var inner = Number(After(Unary)).Value;
        depth--;
        return new NumberExpression(place, input => -inner(input));
    }

    private Expression Atom()
    {
        var token = Current;
        at = Math.Min(at + 1, tokens.Count - 1);
        if (token.Kind is TokenKind.Number) return Constant(token);
        if (token.Kind is TokenKind.Text) return new TextExpression(token.Place, _ => token.Text);
        if (token.Kind is TokenKind.Name) return Named(token);
        if (!token.Is("(")) throw Error(token, $"A value is expected here, not {token}.");

        var inner = Or();
        Expect(")");
        return inner;
    }

    private static NumberExpression Constant(Token token)
    {
        var number = token.Number;
        return new(token.Place, _ => number);
    }

    private Expression Named(Token name)
    {
        if (Operators.IsFunction(name.Text)) return Call(name);
        if (features.TryFind(name.Text, out var position)) return new NumberExpression(name.Place, input => input.Features[position]);
        if (EventFields.Find(name.Text) is { } field) return new TextExpression(name.Place, field);

        throw Error(name, $"{name} is neither a feature nor a field of the event. {Nearest.To(name.Text, features)}");
    }

    private NumberExpression Call(Token name)
    {
        var arguments = List("(", ")", Or).ConvertAll(Number);
        return Operators.Call(name, arguments) ?? throw Error(name, $"{name} does not take {arguments.Count} values.");
    }

    private List<Expression> List(string open, string close, Func<Expression> element)
    {
        Expect(open);
        var elements = new List<Expression> { element() };
        while (Current.Is(",")) elements.Add(After(element));
        Expect(close);
        return elements;
    }

    private Expression After(Func<Expression> next)
    {
        at++;
        return next();
    }

    private void Expect(string symbol)
    {
        if (!Current.Is(symbol)) throw Error(Current, $"'{symbol}' is expected here, not {Current}.");
        at++;
    }

    private void Deepen()
    {
        if (++depth > MostDepth) throw Error(Current, $"This nests deeper than {MostDepth}.");
    }

    private TruthExpression Truth(Expression expression) => expression as TruthExpression
        ?? throw new RuleSyntaxException(source.File, expression.Place, $"A condition is needed here, and this is {expression.TypeName}.");

    private NumberExpression Number(Expression expression) => expression as NumberExpression
        ?? throw new RuleSyntaxException(source.File, expression.Place, $"A number is needed here, and this is {expression.TypeName}.");

    private RuleSyntaxException Error(Token token, string problem) => new(source.File, token.Place, problem);
}
