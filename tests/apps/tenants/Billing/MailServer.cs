using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Platform.Tenants.Tests.Billing;

/// <summary>A mail server that keeps what it is given, and refuses when the test wants it.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private int refusals;

    public MailServer()
    {
        listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>The mails, headers and body.</summary>
    public ConcurrentQueue<string> Mails { get; } = [];

    /// <summary>Refuses the next mails to an address.</summary>
    public void Refuse(int mails) => refusals = mails;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!stop.IsCancellationRequested) _ = ServeAsync(await listener.AcceptTcpClientAsync(stop.Token));
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var connection = client;
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        await using var writer = new StreamWriter(client.GetStream(), Encoding.ASCII) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 mail");
        while (await reader.ReadLineAsync(stop.Token) is { } line)
        {
            if (line is "DATA") await TakeAsync(reader, writer);
            else await writer.WriteLineAsync(line is "QUIT" ? "221 bye" : "250 mail");
        }
    }

    private async Task TakeAsync(StreamReader reader, StreamWriter writer)
    {
        await writer.WriteLineAsync("354 go on");
        var mail = new StringBuilder();
        while (await reader.ReadLineAsync(stop.Token) is { } line && line is not ".") mail.AppendLine(line);
        if (Interlocked.Decrement(ref refusals) >= 0)
        {
            await writer.WriteLineAsync("451 later");
            return;
        }

        Mails.Enqueue(mail.ToString());
        await writer.WriteLineAsync("250 taken");
    }
}
