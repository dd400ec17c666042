using Platform.Bench;
using Platform.Load.Sending;
using Platform.Local.Launcher;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};

try
{
    return await BenchRun.RunAsync(BenchOptions.Parse(args), stop.Token);
}
catch (Exception e) when (e is BenchException or LaunchException or GatewayException)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    await Console.Error.WriteLineAsync("stopped");
    return 130;
}
