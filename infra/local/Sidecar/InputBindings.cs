using System.Net;
using Microsoft.Extensions.Logging;
using Platform.Local.Components;

namespace Platform.Local.Sidecar;

/// <summary>Input bindings of one app: asks whether it wants each, and delivers while it is up.</summary>
internal sealed class InputBindings : IAsyncDisposable
{
    // Dapr's default for an app's answer to OPTIONS.
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource end = new();
    private readonly List<Task> running = [];

    public static async Task<InputBindings> StartAsync(AppSidecar sidecar, ILogger log, CancellationToken ct)
    {
        var bindings = new InputBindings();
        foreach (var binding in sidecar.All<IInputBinding>())
        {
            if (!await WantsAsync(sidecar, binding, ct)) continue;
            bindings.running.Add(Task.Run(() => RunAsync(sidecar, binding, log, bindings.end.Token), CancellationToken.None));
        }

        return bindings;
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        end.Dispose();
    }

    private static async Task<bool> WantsAsync(AppSidecar sidecar, LoadedComponent<IInputBinding> binding, CancellationToken ct)
    {
        var direction = binding.Metadata.Text("direction", "");
        if (direction.Contains("input", StringComparison.OrdinalIgnoreCase)) return true;
        if (direction.Contains("output", StringComparison.OrdinalIgnoreCase)) return false;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(ProbeLimit);
        try
        {
            using var answer = await SendAsync(sidecar, new HttpRequestMessage(HttpMethod.Options, Route(binding)), limit.Token);
            return answer.IsSuccessStatusCode || answer.StatusCode is HttpStatusCode.MethodNotAllowed;
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            return false;
        }
    }

    private static async Task RunAsync(AppSidecar sidecar, LoadedComponent<IInputBinding> binding, ILogger log, CancellationToken ct)
    {
        var policy = sidecar.PolicyFor(binding.Instance, binding.Name, Direction.Inbound);
        await binding.Instance.RunAsync(async (data, headers, stop) =>
        {
            try
            {
                return await policy.RunAsync(attempt => DeliverAsync(sidecar, binding, data, headers, attempt), stop);
            }
            catch (Exception error) when (!stop.IsCancellationRequested)
            {
                log.LogWarning("app {App} did not take an event of binding {Binding}: {Problem}", sidecar.AppId, binding.Name,
                    error.Message);
                return false;
            }
        }, ct);
    }

    private static async Task<bool> DeliverAsync(
        AppSidecar sidecar, LoadedComponent<IInputBinding> binding, ReadOnlyMemory<byte> data, IReadOnlyDictionary<string, string> headers,
        CancellationToken ct)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Route(binding)) { Content = new ReadOnlyMemoryContent(data) };
        request.Content.Headers.ContentType = new("application/json");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await SendAsync(sidecar, request, ct);
        if (!answer.IsSuccessStatusCode)
            throw new HttpRequestException($"the app answered {(int)answer.StatusCode}", null, answer.StatusCode);
        return true;
    }

    private static async Task<HttpResponseMessage> SendAsync(AppSidecar sidecar, HttpRequestMessage request, CancellationToken ct)
    {
        using (request)
        {
            var app = sidecar.Channel ?? throw new HttpRequestException("app channel is not initialized");
            return await app.SendAsync(request, HttpCompletionOption.ResponseContentRead, ct);
        }
    }

    private static Uri Route(LoadedComponent<IInputBinding> binding) =>
        new("/" + binding.Metadata.Text("route", binding.Name).TrimStart('/'), UriKind.Relative);
}
