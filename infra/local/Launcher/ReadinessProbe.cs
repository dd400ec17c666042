using System.Net;
using Platform.TaskHub;

namespace Platform.Local.Launcher;

/// <summary>Asks apps on loopback whether they are ready.</summary>
internal sealed class ReadinessProbe : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly HttpClient http = new(new ConnectFailures(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }))
    {
        Timeout = TimeSpan.FromSeconds(2),
    };

    /// <summary>Waits until the app is ready; false when cancelled before.</summary>
    public async Task<bool> WaitAsync(int port, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            if (await IsReadyAsync(port, ct))
            {
                return true;
            }

            await Task.Delay(Interval, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return false;
    }

    /// <summary>An app without <c>/readyz</c> is ready when it answers at all.</summary>
    public async Task<bool> IsReadyAsync(int port, CancellationToken ct)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{port}/readyz"), ct);
            return answer.IsSuccessStatusCode || answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    public void Dispose() => http.Dispose();
}
