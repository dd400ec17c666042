using System.Collections.Concurrent;
using System.Text;

namespace Platform.System.Tests;

/// <summary>Changes of a tenant, one after another on a few connections until stopped; knows which were answered with 2xx.</summary>
internal sealed class ChangingLoad : IDisposable
{
    private const int Callers = 4;
    private const string Body = """{"scopes":["alerts:read"]}""";

    private readonly ConcurrentDictionary<string, bool> done = new(StringComparer.Ordinal);
    private readonly HttpClient client;
    private readonly Task calling;
    private volatile bool isStopped;
    private int calls;

    public ChangingLoad(HttpClient client)
    {
        this.client = client;
        calling = Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => CallAsync()));
    }

    public Task UntilDoneAsync(int more)
    {
        var goal = done.Count + more;
        return Eventually.HoldsAsync(() => done.Count >= goal, $"{more} more changes done");
    }

    /// <summary>Ends the load and gives the objects of all changes that were answered with 2xx.</summary>
    public async Task<IReadOnlySet<string>> EndAsync()
    {
        isStopped = true;
        await calling.WaitAsync(TimeSpan.FromSeconds(60), Running.Stop);
        return done.Keys.ToHashSet(StringComparer.Ordinal);
    }

    public void Dispose() => isStopped = true;

    private async Task CallAsync()
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!isStopped && await pace.WaitForNextTickAsync(Running.Stop))
        {
            // A role of its own for each call, removed again: a tenant has fifty at most.
            var role = $"role-{Interlocked.Increment(ref calls)}";
            if (await IsDoneAsync(HttpMethod.Put, role)) done[role] = true;
            await IsDoneAsync(HttpMethod.Delete, role);
        }
    }

    private async Task<bool> IsDoneAsync(HttpMethod method, string role)
    {
        try
        {
            using var request = new HttpRequestMessage(method, $"tenant/roles/{role}");
            if (method == HttpMethod.Put) request.Content = new StringContent(Body, Encoding.UTF8, "application/json");
            using var answer = await client.SendAsync(request, Running.Stop);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            // The gateway is away: nobody was answered, and nobody is owed an entry.
            return false;
        }
    }
}
