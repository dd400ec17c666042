using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Platform.Contracts;

namespace Platform.Hosting;

/// <summary>Says what is wrong with a request that could not be read, by field or position, without inner names.</summary>
internal static class BadRequests
{
    public static ProblemDetails Describe(BadHttpRequestException e) => e switch
    {
        { InnerException: JsonException json } => Describe(json),
        { StatusCode: StatusCodes.Status413PayloadTooLarge } => Problem(e.StatusCode, "The body is too large", "Send less at once."),
        { StatusCode: StatusCodes.Status415UnsupportedMediaType } =>
            Problem(e.StatusCode, "The content type is not supported", "Send JSON with Content-Type: application/json."),
        _ => Problem(e.StatusCode, "The request cannot be read", e.Message),
    };

    public static ProblemDetails Describe(JsonException e) =>
        Invalid(JsonErrors.Of(e).GroupBy(error => error.Field).ToDictionary(g => g.Key, g => g.Select(error => error.Message).ToArray()));

    public static HttpValidationProblemDetails Invalid(IDictionary<string, string[]> errors) => new(errors)
    {
        Status = StatusCodes.Status400BadRequest,
        Title = "The request is not valid",
        Detail = "See errors: what is wrong with which field.",
    };

    private static ProblemDetails Problem(int status, string title, string detail) =>
        new() { Status = status, Title = title, Detail = detail };
}
