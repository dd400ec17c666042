using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Platform.AuditLog;
using Platform.Dapr;

namespace Platform.Audit;

/// <summary>
/// The keys from the secret store, read at start and every minute, so that a new one takes over without a restart. Without a secret,
/// outside production or where development sign-in was asked for, a key is made that lives as long as the process.
/// </summary>
internal sealed partial class AuditKeys(
    DaprClient dapr, IOptions<AuditOptions> options, IHostEnvironment environment, ILogger<AuditKeys> logger)
    : IDisposable
{
    private readonly Dictionary<string, SigningKey> keys = new(StringComparer.Ordinal);
    private SigningKey? made;

    /// <summary>The key that signs now; null while none could be read.</summary>
    public SigningKey? Current { get; private set; }

    /// <summary>Reads the secret again.</summary>
    public async Task RefreshAsync(CancellationToken ct)
    {
        try
        {
            var found = await ReadAsync(ct);
            if ((found ?? Made())?.Id is { } id && id != Current?.Id) LogChanged(id);
            Current = found ?? Made() ?? Current;
            if (Current is null) LogNone(options.Value.KeySecret);
        }
        catch (Exception e) when (e is DaprException or CryptographicException or ArgumentException)
        {
            // The last key goes on signing; without one, checkpoints wait.
            LogFailed(e.Message);
        }
    }

    public void Dispose()
    {
        made?.Dispose();
        foreach (var key in keys.Values) key.Dispose();
    }

    private async Task<SigningKey?> ReadAsync(CancellationToken ct)
    {
        var secret = await dapr.GetSecretAsync(options.Value.SecretStore, options.Value.KeySecret, ct: ct);
        SigningKey? last = null;
        foreach (var text in secret.OrderBy(part => part.Key, StringComparer.Ordinal).Select(part => part.Value))
        {
            foreach (var key in SigningKey.Read(text))
            {
                if (!keys.TryAdd(key.Id, key)) key.Dispose();
                last = keys[key.Id];
            }
        }

        return last;
    }

    private SigningKey? Made()
    {
        return made ??= !environment.IsProduction() && Current is null ? SigningKey.Create() : null;
    }

    [LoggerMessage(LogLevel.Information, "The audit log is signed with key {Id} from now on")]
    private partial void LogChanged(string id);

    [LoggerMessage(LogLevel.Error, "There is no key to sign the audit log with: put a PEM key of curve P-256 into the secret {Secret}")]
    private partial void LogNone(string secret);

    [LoggerMessage(LogLevel.Warning, "The keys of the audit log could not be read: {Reason}")]
    private partial void LogFailed(string reason);
}
