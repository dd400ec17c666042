using System.Net.Mail;
using System.Text;
using System.Text.Json;

namespace Platform.Local.Components;

/// <summary>bindings.smtp: sends one HTML mail per call; request metadata overrides the component's.</summary>
internal sealed class SmtpBinding(ComponentContext context) : IOutputBinding
{
    private readonly SmtpServer server = SmtpServer.From(context.Metadata);

    public IReadOnlyList<string> Capabilities => ["OUTPUT_BINDING"];

    public IReadOnlyList<string> Operations => ["create"];

    public Task InitAsync(CancellationToken ct) => Task.CompletedTask;

    public async Task<BindingResponse> InvokeAsync(
        string operation, ReadOnlyMemory<byte> data, IReadOnlyDictionary<string, string> metadata, CancellationToken ct)
    {
        var mail = Compose(Html(data), key => metadata.GetValueOrDefault(key) ?? context.Metadata.Text(key) ?? "");
        await using var session = await SmtpSession.OpenAsync(server, ct);
        await session.SendAsync(mail, ct);
        return new BindingResponse(null);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Mail Compose(string html, Func<string, string> read)
    {
        var priority = read("priority") is { Length: > 0 } text ? text : "3";
        if (priority is not ("1" or "2" or "3" or "4" or "5")) throw new ComponentException($"priority must be 1 to 5, not '{priority}'");
        var from = Addresses(read("emailFrom"));
        var (to, cc, bcc) = (Addresses(read("emailTo")), Addresses(read("emailCC")), Addresses(read("emailBCC")));
        if (from.Count != 1) throw new ComponentException("emailFrom is required");
        if (to.Count + cc.Count + bcc.Count == 0) throw new ComponentException("emailTo is required");
        return new Mail(from[0], to, cc, bcc, read("subject"), html) { Priority = priority, Date = context.Time.GetUtcNow() };
    }

    private static List<MailAddress> Addresses(string list) =>
        [.. list.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(text =>
            MailAddress.TryCreate(text, out var address) ? address : throw new ComponentException($"'{text}' is not a mail address"))];

    private static string Html(ReadOnlyMemory<byte> data)
    {
        var quoted = data.Length > 1 && data.Span[0] == '"';
        return quoted ? JsonDocument.Parse(data).RootElement.GetString() ?? "" : Encoding.UTF8.GetString(data.Span);
    }
}
