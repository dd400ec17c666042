using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Platform.Hosting;

/// <summary>Answers of rules that say no.</summary>
public static class Conflicts
{
    /// <summary>409 with a code that programs can read.</summary>
    /// <param name="code">Which rule, in kebab-case.</param>
    /// <param name="detail">Why, in plain words.</param>
    /// <returns>The answer.</returns>
    public static ProblemHttpResult Of(string code, string detail) => TypedResults.Problem(
        detail, statusCode: StatusCodes.Status409Conflict, extensions: new Dictionary<string, object?> { ["code"] = code });
}
