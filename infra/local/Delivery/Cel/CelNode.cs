using System.Text.Json;
using System.Text.RegularExpressions;

namespace Platform.Local.Delivery.Cel;

/// <summary>A part of a condition. Values are bool, double, string, null, JSON objects and arrays, and lists.</summary>
internal abstract class CelNode
{
    public abstract object? Evaluate(JsonElement cloudEvent);
}

internal sealed class CelLiteral(object? value) : CelNode
{
    public override object? Evaluate(JsonElement cloudEvent) => value;
}

internal sealed class CelEvent : CelNode
{
    public override object? Evaluate(JsonElement cloudEvent) => cloudEvent;
}

internal sealed class CelList(IReadOnlyList<CelNode> items) : CelNode
{
    public override object? Evaluate(JsonElement cloudEvent) => items.Select(item => item.Evaluate(cloudEvent)).ToList();
}

internal sealed class CelField(CelNode owner, CelNode name) : CelNode
{
    public override object? Evaluate(JsonElement cloudEvent) =>
        TryFind(cloudEvent, out var value) ? value : throw new CelException($"no such field: {name.Evaluate(cloudEvent)}");

    public bool TryFind(JsonElement cloudEvent, out object? value)
    {
        value = null;
        var key = name.Evaluate(cloudEvent);
        if (owner.Evaluate(cloudEvent) is not JsonElement element) return false;
        if (element.ValueKind == JsonValueKind.Object && key is string field)
        {
            if (!element.TryGetProperty(field, out var found)) return false;
            value = CelValues.Of(found);
            return true;
        }

        if (element.ValueKind != JsonValueKind.Array || key is not double place || place < 0 || place >= element.GetArrayLength())
            return false;
        value = CelValues.Of(element[(int)place]);
        return true;
    }
}

internal sealed class CelHas(CelField field) : CelNode
{
    public override object? Evaluate(JsonElement cloudEvent) => field.TryFind(cloudEvent, out _);
}

internal sealed class CelNot(CelNode inner) : CelNode
{
    public override object? Evaluate(JsonElement cloudEvent) => !CelValues.Bool(inner.Evaluate(cloudEvent));
}

/// <summary><c>||</c> (decided by true) and <c>&amp;&amp;</c> (decided by false).</summary>
internal sealed class CelLogic(CelNode left, CelNode right, bool decides) : CelNode
{
    public override object? Evaluate(JsonElement cloudEvent)
    {
        var (first, error) = Try(left, cloudEvent);
        if (first == decides) return decides;
        var (second, otherError) = Try(right, cloudEvent);
        if (second == decides) return decides;
        return (error ?? otherError) is { } failed ? throw failed : !decides;
    }

    private static (bool? Answer, CelException? Error) Try(CelNode node, JsonElement cloudEvent)
    {
        try
        {
            return (CelValues.Bool(node.Evaluate(cloudEvent)), null);
        }
        catch (CelException error)
        {
            return (null, error);
        }
    }
}

internal sealed class CelComparison(string sign, CelNode left, CelNode right) : CelNode
{
    public override object? Evaluate(JsonElement cloudEvent)
    {
        var (a, b) = (left.Evaluate(cloudEvent), right.Evaluate(cloudEvent));
        if (sign is "==" or "!=") return CelValues.Same(a, b) == (sign == "==");
        var order = CelValues.Compare(a, b);
        return sign switch { "<" => order < 0, "<=" => order <= 0, ">" => order > 0, _ => order >= 0 };
    }
}

internal sealed class CelIn(CelNode item, CelNode collection) : CelNode
{
    public override object? Evaluate(JsonElement cloudEvent)
    {
        var wanted = item.Evaluate(cloudEvent);
        return collection.Evaluate(cloudEvent) switch
        {
            IReadOnlyList<object?> list => list.Any(one => CelValues.Same(one, wanted)),
            JsonElement { ValueKind: JsonValueKind.Array } array =>
                array.EnumerateArray().Any(one => CelValues.Same(CelValues.Of(one), wanted)),
            JsonElement { ValueKind: JsonValueKind.Object } map => wanted is string key && map.TryGetProperty(key, out _),
            _ => throw new CelException("'in' needs a list or an object on its right"),
        };
    }
}

internal sealed class CelCall(string name, CelNode owner, CelNode? argument) : CelNode
{
    private static readonly TimeSpan MaxMatchTime = TimeSpan.FromMilliseconds(100);

    public override object? Evaluate(JsonElement cloudEvent)
    {
        var target = owner.Evaluate(cloudEvent);
        if (name == "size") return CelValues.Size(target);
        if (target is not string text || argument?.Evaluate(cloudEvent) is not string wanted)
            throw new CelException($"{name} needs strings");
        return name switch
        {
            "startsWith" => text.StartsWith(wanted, StringComparison.Ordinal),
            "endsWith" => text.EndsWith(wanted, StringComparison.Ordinal),
            "contains" => text.Contains(wanted, StringComparison.Ordinal),
            _ => Matches(text, wanted),
        };
    }

    private static bool Matches(string text, string pattern)
    {
        try
        {
            return Regex.IsMatch(text, pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, MaxMatchTime);
        }
        catch (Exception error) when (error is ArgumentException or RegexMatchTimeoutException or NotSupportedException)
        {
            throw new CelException($"matches: {error.Message}");
        }
    }
}
