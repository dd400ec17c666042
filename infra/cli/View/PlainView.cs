using System.Globalization;
using Platform.Contracts;

namespace Platform.Cli.View;

/// <summary>For pipes and files: a line every few seconds, and one per alert as long as they are few.</summary>
internal sealed class PlainView : IView
{
    private const int AlertsPerInterval = 10;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly TextWriter output;
    private readonly TimeProvider time;
    private int alertsLeft = AlertsPerInterval;

    public PlainView(RecentAlerts alerts, TextWriter output, TimeProvider time)
    {
        (this.output, this.time) = (TextWriter.Synchronized(output), time);
        alerts.Came += Show;
    }

    public void Note(string line) => output.WriteLine(line);

    public async Task RunAsync(Func<CancellationToken, Task<Moment>> look, CancellationToken ct)
    {
        await look(ct);
        while (!ct.IsCancellationRequested)
        {
            await Task.Delay(Interval, time, ct);
            Volatile.Write(ref alertsLeft, AlertsPerInterval);
            var moment = await look(ct);
            var now = time.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
            output.WriteLine($"{now} {Words.Numbers(moment.Numbers)} | {Words.Apps(moment.Apps)}");
        }
    }

    private void Show(Alert alert)
    {
        if (Interlocked.Decrement(ref alertsLeft) >= 0)
        {
            output.WriteLine("alert " + Words.Alert(alert));
        }
    }
}
