using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Platform.Dapr;

/// <summary>The sidecar's actor API.</summary>
internal sealed class ActorSidecar(DaprClient client)
{
    private const string EndHeader = "metadata.ttlExpireTime";

    public async Task<SavedValue> FindStateAsync(ActorAddress address, string name, CancellationToken ct)
    {
        using var response = await client.CallActorAsync(HttpMethod.Get, $"{address.Path}/state/{Uri.EscapeDataString(name)}", null, ct);
        if (response.StatusCode is HttpStatusCode.NoContent)
            return default;
        var json = await response.Content.ReadAsByteArrayAsync(ct);
        return json.Length == 0 || json.AsSpan().SequenceEqual("null"u8) ? default : new(json, EndOf(response));
    }

    public async Task SaveStateAsync(ActorAddress address, KeyValuePair<string, StateChange>[] changes, CancellationToken ct)
    {
        using var body = new PooledBody();
        using (var writer = new Utf8JsonWriter(body))
            WriteChanges(writer, changes);
        using var response = await client.CallActorAsync(HttpMethod.Post, $"{address.Path}/state", body.WrittenMemory, ct);
    }

    public Task RegisterAsync(ActorAddress address, ActorTimer timer) => RegisterAsync(address, "timers", timer.Name, writer =>
    {
        writer.WriteString("callback"u8, timer.TimerCallback);
        WriteTimes(writer, timer.DueTime, PeriodOf(timer.Period, null), timer.Ttl);
        WriteData(writer, timer.Data);
    });

    public Task RegisterAsync(ActorAddress address, ActorReminder reminder)
    {
        var period = PeriodOf(reminder.Period, reminder.Repetitions);
        return RegisterAsync(address, "reminders", reminder.Name, writer =>
        {
            WriteTimes(writer, reminder.DueTime, period, reminder.Ttl);
            WriteData(writer, reminder.State);
        });
    }

    public async Task UnregisterAsync(ActorAddress address, string kind, string name)
    {
        using var response = await client.CallActorAsync(
            HttpMethod.Delete, $"{address.Path}/{kind}/{Uri.EscapeDataString(name)}", null, CancellationToken.None);
    }

    public async Task<ActorReminder?> FindReminderAsync(ActorAddress address, string name, TimeProvider time)
    {
        using var response = await client.SendActorAsync(
            HttpMethod.Get, $"{address.Path}/reminders/{Uri.EscapeDataString(name)}", null, CancellationToken.None);
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.NoContent)
            return null;
        if (!response.IsSuccessStatusCode)
            throw await SidecarError.ReadAsync(response, CancellationToken.None);
        using var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
        return ScheduleBody.ReadReminder(name, json.RootElement, time.GetUtcNow());
    }

    private async Task RegisterAsync(ActorAddress address, string kind, string name, Action<Utf8JsonWriter> write)
    {
        using var body = new PooledBody();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }
        using var response = await client.CallActorAsync(
            HttpMethod.Post, $"{address.Path}/{kind}/{Uri.EscapeDataString(name)}", body.WrittenMemory, CancellationToken.None);
    }

    private static string? PeriodOf(TimeSpan period, int? repetitions) =>
        repetitions is { } number ? ScheduleText.Repeated(number, period)
        : period == Timeout.InfiniteTimeSpan ? null
        : ScheduleText.Of(period);

    private static void WriteTimes(Utf8JsonWriter writer, TimeSpan dueTime, string? period, TimeSpan? ttl)
    {
        writer.WriteString("dueTime"u8, ScheduleText.Of(dueTime));
        if (period is not null)
            writer.WriteString("period"u8, period);
        if (ttl is { } end)
            writer.WriteString("ttl"u8, ScheduleText.Of(end));
    }

    private static void WriteData(Utf8JsonWriter writer, byte[] data)
    {
        if (data.Length > 0)
            writer.WriteBase64String("data"u8, data);
    }

    private static void WriteChanges(Utf8JsonWriter writer, KeyValuePair<string, StateChange>[] changes)
    {
        writer.WriteStartArray();
        foreach (var (name, change) in changes)
        {
            writer.WriteStartObject();
            writer.WriteString("operation"u8, change.Json is null ? "delete"u8 : "upsert"u8);
            writer.WriteStartObject("request"u8);
            writer.WriteString("key"u8, name);
            WriteValue(writer, change);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter writer, StateChange change)
    {
        if (change.Json is null)
            return;
        writer.WritePropertyName("value"u8);
        writer.WriteRawValue(change.Json, skipInputValidation: true);
        if (change.Ttl is not { } ttl)
            return;
        writer.WriteStartObject("metadata"u8);
        writer.WriteString("ttlInSeconds"u8, ((long)Math.Ceiling(ttl.TotalSeconds)).ToString(CultureInfo.InvariantCulture));
        writer.WriteEndObject();
    }

    private static DateTimeOffset? EndOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues(EndHeader, out var values)
        && DateTimeOffset.TryParse(values.FirstOrDefault(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end)
            ? end
            : null;
}
