using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Platform.Postgres;

/// <summary>Holds a connection of its own on LISTEN, and gets a new one when it breaks.</summary>
internal sealed partial class Listener(string connectionText, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan pause = TimeSpan.FromSeconds(1);

    /// <summary>Writes what is said until it is cancelled; null first and after each reconnect.</summary>
    public async Task PumpAsync(string channel, ChannelWriter<string?> output, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(channel, output, ct);
            }
            catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException)
            {
                Broken(channel, e.Message);
                await Task.Delay(pause, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                break;
            }
        }
    }

    private async Task FollowAsync(string channel, ChannelWriter<string?> output, CancellationToken ct)
    {
        // The probe finds a connection that died without a word.
        var settings = new NpgsqlConnectionStringBuilder(connectionText) { Pooling = false, KeepAlive = 15 };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(ct);
        var arrived = new Queue<string>();
        connection.Notification += (_, e) => arrived.Enqueue(e.Payload);
        await using (var command = new NpgsqlCommand($"LISTEN \"{channel.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", connection))
            await command.ExecuteNonQueryAsync(ct);
        await output.WriteAsync(null, ct);
        while (true)
        {
            await connection.WaitAsync(ct);
            while (arrived.TryDequeue(out var payload))
                await output.WriteAsync(payload, ct);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Listening on {Channel} broke, trying again: {Reason}")]
    private partial void Broken(string channel, string reason);
}
