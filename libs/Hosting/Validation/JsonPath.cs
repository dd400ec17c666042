using System.Text.Json;

namespace Platform.Hosting;

/// <summary>Turns the path of a property in C# into its path in JSON.</summary>
internal static class JsonPath
{
    // From the first name in quotes on it is the sender's own, which may have points and capitals.
    public static string Of(string propertyPath) => propertyPath.IndexOf("['", StringComparison.Ordinal) is >= 0 and var own
        ? Converted(propertyPath[..own]) + propertyPath[own..]
        : Converted(propertyPath);

    private static string Converted(string path) => string.Join('.', path.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));
}
