namespace Platform.Tenants;

/// <summary>Answers of rules that say no: 409 with a code.</summary>
internal static class Conflicts
{
    public static IResult Of(string code, string detail) => TypedResults.Problem(
        detail, statusCode: StatusCodes.Status409Conflict, extensions: new Dictionary<string, object?> { ["code"] = code });
}
