using System.Text.Json;

namespace Platform.Hosting;

/// <summary>Turns the path of a property in C# into its path in JSON.</summary>
internal static class JsonPath
{
    public static string Of(string propertyPath) =>
        string.Join('.', propertyPath.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));
}
