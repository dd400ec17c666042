using System.Reflection;

namespace Platform.Dapr;

/// <summary>What an actor method takes and gives.</summary>
/// <param name="Method">The method of the interface or class.</param>
/// <param name="Value">Type of the one value it takes; null for none.</param>
/// <param name="TakesToken">Whether a cancellation token follows.</param>
/// <param name="Result">Type of what it gives; null for nothing.</param>
internal sealed record ActorSignature(MethodInfo Method, Type? Value, bool TakesToken, Type? Result)
{
    /// <exception cref="ArgumentException">The method cannot be called as an actor's; the message says why.</exception>
    public static ActorSignature Of(MethodInfo method) =>
        FindProblem(method) is { } problem
            ? throw new ArgumentException($"{method.DeclaringType?.Name}.{method.Name} cannot be a method of an actor: it {problem}.")
            : Make(method);

    public static ActorSignature? Find(MethodInfo method) => FindProblem(method) is null ? Make(method) : null;

    /// <summary>The methods of all interfaces that an interface or class has and that derive from <see cref="IActor"/>.</summary>
    public static IEnumerable<MethodInfo> MethodsOf(Type type) =>
        type.GetInterfaces().Append(type)
            .Where(each => each.IsInterface && each != typeof(IActor) && each.IsAssignableTo(typeof(IActor)))
            .SelectMany(each => each.GetMethods());

    private static ActorSignature Make(MethodInfo method)
    {
        var values = ValuesOf(method);
        return new(
            method,
            values.Length == 0 ? null : values[0].ParameterType,
            values.Length < method.GetParameters().Length,
            method.ReturnType.IsGenericType ? method.ReturnType.GetGenericArguments()[0] : null);
    }

    private static string? FindProblem(MethodInfo method)
    {
        if (method.IsGenericMethodDefinition)
            return "is generic";
        if (method.ReturnType != typeof(Task) && !IsTaskOfResult(method.ReturnType))
            return $"returns {method.ReturnType.Name}, not Task or Task<T>";
        var values = ValuesOf(method);
        if (values.Length > 1)
            return "takes more than one value; put them into a record";
        return values.Any(each => each.ParameterType.IsByRef) ? "takes a value by reference" : null;
    }

    private static bool IsTaskOfResult(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>);

    private static ParameterInfo[] ValuesOf(MethodInfo method) =>
        method.GetParameters() is [.. var values, { ParameterType: var last }] && last == typeof(CancellationToken)
            ? values
            : method.GetParameters();
}
