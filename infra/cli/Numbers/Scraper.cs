using Platform.Local.Launcher;
using Platform.TaskHub;

namespace Platform.Cli.Numbers;

/// <summary>Reads the services' <c>/metrics</c> and keeps the last few moments, so that rates are over some seconds.</summary>
internal sealed class Scraper : IDisposable
{
    private const int Moments = 6;

    private readonly HttpClient http = new(new ConnectFailures(new SocketsHttpHandler { UseProxy = false }))
    {
        Timeout = TimeSpan.FromSeconds(2),
    };

    private readonly Queue<Scrape> moments = new(Moments);
    private readonly IReadOnlyList<Uri> pages;
    private readonly TimeProvider time;
    private readonly long started;

    public Scraper(IEnumerable<Uri> services, TimeProvider time)
    {
        this.time = time;
        started = time.GetTimestamp();
        pages = [.. services.Select(service => new Uri(service, "/metrics"))];
    }

    public static Scraper For(PlatformRun run, TimeProvider time) =>
        new(run.Apps.Where(app => app.AppId is "ingest" or "risk" or "alerts").Select(app => run.AppUri(app.AppId)), time);

    public async Task<LiveNumbers> ReadAsync(CancellationToken ct)
    {
        var texts = await Task.WhenAll(pages.Select(page => PageAsync(page, ct)));
        var now = new Scrape(time.GetElapsedTime(started), [.. texts.SelectMany(MetricsText.Read)]);
        if (moments.Count == Moments)
        {
            moments.Dequeue();
        }

        moments.Enqueue(now);
        return LiveNumbers.Between(moments.Peek(), now);
    }

    public void Dispose() => http.Dispose();

    // A service that is being restarted has nothing to say; the next moment will.
    private async Task<string> PageAsync(Uri page, CancellationToken ct)
    {
        try
        {
            return await http.GetStringAsync(page, ct);
        }
        catch (Exception e) when (e is HttpRequestException || e is OperationCanceledException && !ct.IsCancellationRequested)
        {
            return "";
        }
    }
}
