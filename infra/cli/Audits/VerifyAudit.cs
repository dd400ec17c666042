using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Platform.AuditLog;
using Platform.Contracts;
using Platform.Load.Sending;
using Platform.Local.Launcher;

namespace Platform.Cli.Audits;

/// <summary>Verifies a log and says in one line how it is.</summary>
internal static class VerifyAudit
{
    private const int BufferBytes = 1 << 16;

    /// <summary>Verifies a file with the keys of another; needs nothing else.</summary>
    /// <returns>0 when nothing is wrong, else 1.</returns>
    public static async Task<int> FileAsync(string file, string keyFile, TextWriter output, CancellationToken ct)
    {
        using var keys = KeyRing.Read(await File.ReadAllTextAsync(keyFile, ct));
        if (keys.Ids.Count is 0) throw new LaunchException($"There is no public key in {keyFile}; PEM with BEGIN PUBLIC KEY is expected.");

        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, useAsync: false);
        return await SayAsync(stream, keys, output, ct);
    }

    /// <summary>Verifies what the running platform exports, with the keys it gives out.</summary>
    /// <returns>0 when nothing is wrong, else 1.</returns>
    public static async Task<int> LiveAsync(GatewayClient gateway, string tenant, TextWriter output, CancellationToken ct)
    {
        using var export = await gateway.SendAsync(new(HttpMethod.Get, "audit/export"), ct);
        if (export.StatusCode is HttpStatusCode.Conflict)
        {
            await output.WriteLineAsync($"The audit log of {tenant} has no signed entries.");
            return 0;
        }

        await GatewayClient.EnsureAsync(export, ct);
        using var keys = await KeysAsync(gateway, ct);
        await using var stream = new BufferedStream(await export.Content.ReadAsStreamAsync(ct), BufferBytes);
        return await SayAsync(stream, keys, output, ct);
    }

    private static async Task<KeyRing> KeysAsync(GatewayClient gateway, CancellationToken ct)
    {
        using var response = await gateway.SendAsync(new(HttpMethod.Get, "audit/keys"), ct);
        await GatewayClient.EnsureAsync(response, ct);
        await using var body = await response.Content.ReadAsStreamAsync(ct);
        var keys = await JsonSerializer.DeserializeAsync(body, ContractsJson.Default.IReadOnlyListAuditKey, ct) ?? [];
        return KeyRing.Read(string.Join('\n', keys.Select(key => key.Pem)));
    }

    private static async Task<int> SayAsync(Stream log, KeyRing keys, TextWriter output, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        var report = await AuditVerifier.VerifyAsync(log, keys, ct);
        if (report.Finding is { } finding)
        {
            await output.WriteLineAsync(finding.Text);
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"Before that, {report.Entries + report.Sealed:N0} entries and {report.Checkpoints:N0} checkpoints hold."));
            return 1;
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var gone = report.Sealed > 0 ? FormattableString.Invariant($", {report.Sealed:N0} more are sealed") : "";
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Tenant}: {report.Entries:N0} entries{gone}, {report.Checkpoints:N0} checkpoints, "
                + $"up to {report.Head?.Time:u}: nothing is wrong. ({seconds:0.0} s)"));
        return 0;
    }
}
