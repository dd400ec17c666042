using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Platform.Conformance.Tests;

/// <summary>Calls of a sidecar, and what tests say about its answers.</summary>
internal static class SidecarCalls
{
    public static Task<HttpResponseMessage> AskAsync(this HttpClient sidecar, string path) => sidecar.GetAsync(path, Rig.Stop);

    public static Task<HttpResponseMessage> TellAsync(this HttpClient sidecar, string path, string body, string type = "application/json")
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return sidecar.PostAsync(path, content, Rig.Stop);
    }

    public static Task<HttpResponseMessage> SendAsync(
        this HttpClient sidecar, HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return sidecar.SendAsync(request, Rig.Stop);
    }

    /// <summary>The answer has this status.</summary>
    public static async Task<HttpResponseMessage> IsAsync(this Task<HttpResponseMessage> answer, int status)
    {
        var response = await answer;
        if ((int)response.StatusCode != status)
            Assert.Fail($"{(int)response.StatusCode} instead of {status}: {await response.TextAsync()}");
        return response;
    }

    /// <summary>The answer is Dapr's JSON error with this status and code.</summary>
    public static async Task IsRefusedAsync(this Task<HttpResponseMessage> answer, int status, string errorCode)
    {
        var response = await answer.IsAsync(status);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(errorCode, (await response.JsonAsync()).GetProperty("errorCode").GetString());
    }

    public static Task<string> TextAsync(this HttpResponseMessage response) => response.Content.ReadAsStringAsync(Rig.Stop);

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response) =>
        JsonSerializer.Deserialize<JsonElement>(await response.TextAsync());

    /// <summary>A header of the answer, wherever HttpClient files it.</summary>
    public static string? Header(this HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values)
        || response.Content.Headers.NonValidated.TryGetValues(name, out values) ? values.ToString() : null;

    /// <summary>Both texts are the same JSON, whatever the order of keys.</summary>
    public static void IsJson(string expected, string actual) =>
        Assert.True(
            JsonElement.DeepEquals(JsonSerializer.Deserialize<JsonElement>(expected), JsonSerializer.Deserialize<JsonElement>(actual)),
            $"expected {expected}, got {actual}");
}
