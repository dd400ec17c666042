using System.Globalization;

namespace Platform.Local.Delivery.Cel;

/// <summary>Recursive descent: or, and, comparison, not, member.</summary>
internal sealed class CelParser(List<CelToken> tokens)
{
    private const int MaxDepth = 64;
    private static readonly string[] Comparisons = ["==", "!=", "<=", ">=", "<", ">"];
    private static readonly string[] Methods = ["startsWith", "endsWith", "contains", "matches", "size"];
    private int at;
    private int depth;

    private CelToken Current => tokens[at];

    public CelNode Parse()
    {
        var root = Or();
        return Current.Kind == CelTokenKind.End ? root : throw Unexpected("an operator");
    }

    private CelNode Or()
    {
        if (++depth > MaxDepth) throw new CelException($"the condition nests deeper than {MaxDepth}");
        var left = And();
        while (Skip("||")) left = new CelLogic(left, And(), decides: true);
        depth--;
        return left;
    }

    private CelNode And()
    {
        var left = Comparison();
        while (Skip("&&")) left = new CelLogic(left, Comparison(), decides: false);
        return left;
    }

    private CelNode Comparison()
    {
        var left = Not();
        if (Current is { Kind: CelTokenKind.Name, Text: "in" })
        {
            at++;
            return new CelIn(left, Not());
        }

        var sign = Current.Kind == CelTokenKind.Sign ? Array.Find(Comparisons, known => known == Current.Text) : null;
        if (sign is null) return left;
        at++;
        return new CelComparison(sign, left, Not());
    }

    private CelNode Not()
    {
        var negations = 0;
        while (Skip("!")) negations++;
        var inner = Member(Primary());
        return negations % 2 == 0 ? inner : new CelNot(inner);
    }

    private CelNode Member(CelNode node)
    {
        while (true)
        {
            if (Skip(".")) node = FieldOrMethod(node);
            else if (Skip("[")) node = Index(node);
            else return node;
        }
    }

    private CelNode FieldOrMethod(CelNode owner)
    {
        var name = Take(CelTokenKind.Name, "a name").Text;
        if (!Skip("(")) return new CelField(owner, new CelLiteral(name));
        if (!Methods.Contains(name)) throw new CelException($"there is no '{name}'; known are {string.Join(", ", Methods)}");
        var argument = name == "size" ? null : Or();
        Expect(")");
        return new CelCall(name, owner, argument);
    }

    private CelField Index(CelNode owner)
    {
        var key = Or();
        Expect("]");
        return new CelField(owner, key);
    }

    private CelNode Primary()
    {
        var token = tokens[at++];
        return token switch
        {
            { Kind: CelTokenKind.Text } => new CelLiteral(token.Text),
            { Kind: CelTokenKind.Number } => Number(token, sign: 1),
            { Text: "-" } => Number(Take(CelTokenKind.Number, "a number"), sign: -1),
            { Text: "(" } => InParentheses(),
            { Text: "[" } => List(),
            { Kind: CelTokenKind.Name } => Named(token),
            _ => throw Unexpected("a value", token),
        };
    }

    private CelNode Named(CelToken token) => token.Text switch
    {
        "true" => new CelLiteral(true),
        "false" => new CelLiteral(false),
        "null" => new CelLiteral(null),
        "event" => new CelEvent(),
        "has" => Has(),
        "size" => new CelCall("size", InCall(), null),
        _ => throw new CelException($"character {token.Place + 1}: '{token.Text}' is not known; the only variable is event"),
    };

    private CelHas Has() =>
        InCall() is CelField field ? new CelHas(field) : throw new CelException("has() takes a field, e.g. has(event.data.a)");

    private CelNode InCall()
    {
        Expect("(");
        return InParentheses();
    }

    private CelNode InParentheses()
    {
        var inner = Or();
        Expect(")");
        return inner;
    }

    private CelList List()
    {
        var items = new List<CelNode>();
        while (!Skip("]"))
        {
            items.Add(Or());
            if (!Skip(",") && Current.Text != "]") throw Unexpected("',' or ']'");
        }

        return new CelList(items);
    }

    private static CelLiteral Number(CelToken token, int sign) =>
        double.TryParse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? new CelLiteral(sign * number)
            : throw new CelException($"character {token.Place + 1}: '{token.Text}' is no number");

    private bool Skip(string sign)
    {
        if (Current.Kind != CelTokenKind.Sign || Current.Text != sign) return false;
        at++;
        return true;
    }

    private void Expect(string sign)
    {
        if (!Skip(sign)) throw Unexpected($"'{sign}'");
    }

    private CelToken Take(CelTokenKind kind, string what) => Current.Kind == kind ? tokens[at++] : throw Unexpected(what);

    private CelException Unexpected(string wanted) => Unexpected(wanted, Current);

    private static CelException Unexpected(string wanted, CelToken token) =>
        new($"character {token.Place + 1}: {wanted} is expected, not '{token.Text}'");
}
