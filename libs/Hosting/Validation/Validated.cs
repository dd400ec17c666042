using FluentValidation;
using FluentValidation.Results;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Hosting;

/// <summary>Runs FluentValidation before a handler.</summary>
public static class Validated
{
    /// <summary>
    /// Checks the handler's argument of this type with its registered validator; 400 with field errors when it is not valid.
    /// </summary>
    /// <typeparam name="T">A wire record.</typeparam>
    /// <param name="route">The route.</param>
    /// <returns>The route.</returns>
    /// <exception cref="InvalidOperationException">At start: the handler takes no <typeparamref name="T"/>.</exception>
    public static RouteHandlerBuilder Validate<T>(this RouteHandlerBuilder route) where T : class =>
        route.ProducesValidationProblem().AddEndpointFilterFactory((factory, next) =>
        {
            var place = Array.FindIndex(factory.MethodInfo.GetParameters(), parameter => parameter.ParameterType == typeof(T));
            if (place < 0)
                throw new InvalidOperationException($"The handler {factory.MethodInfo.Name} takes no {typeof(T).Name} to validate.");
            return context => CheckAsync<T>(context, place, next);
        });

    /// <summary>The problem answer for what a validator found.</summary>
    /// <param name="result">A result that is not valid.</param>
    /// <returns>400 with <c>errors</c> by JSON field name.</returns>
    public static IResult Problem(ValidationResult result) => TypedResults.Problem(BadRequests.Invalid(result.Errors
        .GroupBy(failure => JsonPath.Of(failure.PropertyName))
        .ToDictionary(field => field.Key, field => field.Select(failure => failure.ErrorMessage).ToArray())));

    private static async ValueTask<object?> CheckAsync<T>(EndpointFilterInvocationContext context, int place, EndpointFilterDelegate next)
        where T : class
    {
        var validator = context.HttpContext.RequestServices.GetRequiredService<IValidator<T>>();
        var result = await validator.ValidateAsync(context.GetArgument<T>(place), context.HttpContext.RequestAborted);
        return result.IsValid ? await next(context) : Problem(result);
    }
}
