using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Platform.Local.Components;

/// <summary>Where mail is handed in.</summary>
internal sealed record SmtpServer(string Host, int Port, string? User, string? Password, bool SkipTlsVerify)
{
    public static SmtpServer From(ComponentMetadata metadata) => new(
        metadata.Required("host"),
        metadata.Number("port", 587),
        metadata.Text("user"),
        metadata.Text("password"),
        metadata.Flag("skipTLSVerify", false));
}

/// <summary>One conversation with a mail server (RFC 5321), encrypted as soon as the server offers it.</summary>
internal sealed class SmtpSession : IAsyncDisposable
{
    private const int ImplicitTlsPort = 465;

    // A server that does not answer must not hold a caller for ever.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly TcpClient tcp = new();
    private readonly SmtpServer server;
    private Stream stream = Stream.Null;
    private StreamReader reader = StreamReader.Null;

    private SmtpSession(SmtpServer server) => this.server = server;

    public static async Task<SmtpSession> OpenAsync(SmtpServer server, CancellationToken ct)
    {
        var session = new SmtpSession(server);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Limit);
        try
        {
            await session.ConnectAsync(limit.Token);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    public async Task SendAsync(Mail mail, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Limit);
        await AskAsync($"MAIL FROM:<{mail.From.Address}>", 250, limit.Token);
        foreach (var recipient in mail.Recipients) await AskAsync($"RCPT TO:<{recipient.Address}>", 250, limit.Token);
        await AskAsync("DATA", 354, limit.Token);
        await AskAsync(mail.Text() + ".", 250, limit.Token);
        await AskAsync("QUIT", 221, limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        reader.Dispose();
        await stream.DisposeAsync();
        tcp.Dispose();
    }

    private async Task ConnectAsync(CancellationToken ct)
    {
        await tcp.ConnectAsync(server.Host, server.Port, ct);
        Use(tcp.GetStream());
        var encrypted = server.Port == ImplicitTlsPort;
        if (encrypted) await EncryptAsync(ct);
        await ExpectAsync(220, "greeting", ct);
        var offers = await AskAsync("EHLO localhost", 250, ct);
        if (!encrypted && offers.Contains("STARTTLS", StringComparison.OrdinalIgnoreCase))
        {
            await AskAsync("STARTTLS", 220, ct);
            await EncryptAsync(ct);
            await AskAsync("EHLO localhost", 250, ct);
        }

        if (server.User is not null) await AskAsync($"AUTH PLAIN {Credentials()}", 235, ct);
    }

    private string Credentials() => Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{server.User}\0{server.Password}"));

    private async Task EncryptAsync(CancellationToken ct)
    {
        var tls = new SslStream(stream);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = server.Host,
            RemoteCertificateValidationCallback = (_, _, _, errors) => errors is SslPolicyErrors.None || server.SkipTlsVerify,
        }, ct);
        Use(tls);
    }

    private void Use(Stream next)
    {
        stream = next;
        reader = new StreamReader(next, Encoding.ASCII, false, 1024, leaveOpen: true);
    }

    private async Task<string> AskAsync(string line, int expected, CancellationToken ct)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"), ct);
        return await ExpectAsync(expected, line.Split([' ', '\r'], 2)[0], ct);
    }

    // "250-more" continues, "250 last" ends.
    private async Task<string> ExpectAsync(int expected, string asked, CancellationToken ct)
    {
        var answer = new StringBuilder();
        string? line;
        do
        {
            line = await reader.ReadLineAsync(ct) ?? throw new IOException($"the mail server hung up after {asked}");
            answer.AppendLine(line);
        }
        while (line.Length > 3 && line[3] == '-');

        var code = expected.ToString(CultureInfo.InvariantCulture);
        return line.StartsWith(code, StringComparison.Ordinal) ? answer.ToString()
            : throw new IOException($"the mail server answered {line} to {asked}");
    }
}
