using System.Globalization;

namespace Platform.Local.Resiliency;

/// <summary>What a circuit breaker has counted.</summary>
internal readonly record struct Counts(
    int Requests, int TotalFailures, int ConsecutiveFailures, int TotalSuccesses, int ConsecutiveSuccesses)
{
    public Counts Started() => this with { Requests = Requests + 1 };

    public Counts Succeeded() =>
        this with { TotalSuccesses = TotalSuccesses + 1, ConsecutiveSuccesses = ConsecutiveSuccesses + 1, ConsecutiveFailures = 0 };

    public Counts Failed() =>
        this with { TotalFailures = TotalFailures + 1, ConsecutiveFailures = ConsecutiveFailures + 1, ConsecutiveSuccesses = 0 };
}

/// <summary>
/// The condition that opens a circuit: the part of CEL that such conditions use, i.e. the five counts, numbers,
/// comparisons, <c>+ - * /</c>, <c>&amp;&amp; || !</c> and parentheses. Truth is 1, falsehood 0.
/// </summary>
internal sealed class TripCondition
{
    private const string Allowed =
        "requests, totalFailures, consecutiveFailures, totalSuccesses, consecutiveSuccesses, numbers, + - * /, "
        + "comparisons, && || ! and parentheses";

    private readonly Func<Counts, double> evaluate;

    private TripCondition(Func<Counts, double> evaluate) => this.evaluate = evaluate;

    public bool Holds(Counts counts) => evaluate(counts) != 0;

    /// <summary>Compiles once; a mistake is told with what is allowed.</summary>
    public static bool TryParse(string text, out TripCondition condition, out string problem)
    {
        var parser = new Parser(text);
        try
        {
            (condition, problem) = (new TripCondition(parser.Whole()), "");
            return true;
        }
        catch (FormatException error)
        {
            (condition, problem) = (new TripCondition(_ => 0), $"'{text}': {error.Message}; allowed are {Allowed}");
            return false;
        }
    }

    private sealed class Parser(string text)
    {
        // Lowest precedence first; within a level the longer operator first, so that <= is not read as <.
        private static readonly string[][] Levels = [["||"], ["&&"], ["==", "!=", "<=", ">=", "<", ">"], ["+", "-"], ["*", "/"]];

        private int at;

        public Func<Counts, double> Whole()
        {
            var whole = Binary(0);
            Space();
            return at == text.Length ? whole : throw new FormatException($"'{text[at]}' at position {at + 1} is not understood");
        }

        private Func<Counts, double> Binary(int level)
        {
            if (level == Levels.Length) return Unary();
            var left = Binary(level + 1);
            while (TakeAny(Levels[level]) is { } op) left = Combine(op, left, Binary(level + 1));
            return left;
        }

        private Func<Counts, double> Unary()
        {
            if (Take("!"))
            {
                var inner = Unary();
                return counts => inner(counts) == 0 ? 1 : 0;
            }

            if (!Take("(")) return Leaf();
            var whole = Binary(0);
            return Take(")") ? whole : throw new FormatException("a closing parenthesis is missing");
        }

        private Func<Counts, double> Leaf()
        {
            Space();
            var start = at;
            while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '.')) at++;
            var word = text[start..at];
            if (double.TryParse(word, CultureInfo.InvariantCulture, out var number)) return _ => number;
            return word switch
            {
                "requests" => counts => counts.Requests,
                "totalFailures" => counts => counts.TotalFailures,
                "consecutiveFailures" => counts => counts.ConsecutiveFailures,
                "totalSuccesses" => counts => counts.TotalSuccesses,
                "consecutiveSuccesses" => counts => counts.ConsecutiveSuccesses,
                "true" => _ => 1,
                "false" => _ => 0,
                _ => throw new FormatException(word.Length == 0 ? "a value is missing" : $"'{word}' is not known"),
            };
        }

        private static Func<Counts, double> Combine(string op, Func<Counts, double> a, Func<Counts, double> b) => op switch
        {
            "||" => c => a(c) != 0 || b(c) != 0 ? 1 : 0,
            "&&" => c => a(c) != 0 && b(c) != 0 ? 1 : 0,
            "==" => c => a(c) == b(c) ? 1 : 0,
            "!=" => c => a(c) != b(c) ? 1 : 0,
            "<=" => c => a(c) <= b(c) ? 1 : 0,
            ">=" => c => a(c) >= b(c) ? 1 : 0,
            "<" => c => a(c) < b(c) ? 1 : 0,
            ">" => c => a(c) > b(c) ? 1 : 0,
            "+" => c => a(c) + b(c),
            "-" => c => a(c) - b(c),
            "*" => c => a(c) * b(c),
            _ => c => b(c) == 0 ? 0 : a(c) / b(c),
        };

        private string? TakeAny(string[] operators) => Array.Find(operators, Take);

        private bool Take(string token)
        {
            Space();
            if (!text.AsSpan(at).StartsWith(token, StringComparison.Ordinal)) return false;
            at += token.Length;
            return true;
        }

        private void Space()
        {
            while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
        }
    }
}
