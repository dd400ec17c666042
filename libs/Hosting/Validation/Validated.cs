using Microsoft.AspNetCore.Builder;

namespace Platform.Hosting;

/// <summary>Runs FluentValidation before a handler.</summary>
public static class Validated
{
    /// <summary>Checks the handler's argument of this type with its registered validator; 400 with field errors when it is not valid.</summary>
    /// <typeparam name="T">A wire record.</typeparam>
    /// <param name="route">The route.</param>
    /// <returns>The route.</returns>
    public static RouteHandlerBuilder Validate<T>(this RouteHandlerBuilder route) where T : class => throw new NotImplementedException();
}
