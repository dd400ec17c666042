using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Platform.Local.Actors;
using Platform.Local.Sidecar;

namespace Platform.Local.Scheduling;

/// <summary>How a tick reaches the app: a job by <c>POST /job/{name}</c>, a reminder as a turn of its actor.</summary>
internal sealed class ScheduleDelivery(AppSidecar sidecar)
{
    /// <summary>The app's word that it wants no more of a reminder or timer.</summary>
    private const string CancelHeader = "X-DaprReminderCancel";

    public Task<Delivery> DeliverAsync(ScheduleKey key, Schedule schedule, CancellationToken ct) =>
        key.Actor is { } actor ? RemindAsync(actor, key.Name, schedule, ct) : TellJobAsync(key.Name, schedule, ct);

    /// <summary>Whether the answer to a reminder or timer ends it.</summary>
    public static bool Ends(HttpResponseMessage answer) =>
        answer.Headers.NonValidated.TryGetValues(CancelHeader, out var values)
        && string.Equals(values.ToString(), "true", StringComparison.OrdinalIgnoreCase);

    public static ReadOnlyMemoryContent Json(ReadOnlyMemory<byte> body)
    {
        var content = new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    private async Task<Delivery> TellJobAsync(string name, Schedule schedule, CancellationToken ct)
    {
        if (sidecar.Channel is not { } channel) return Delivery.Away;
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/job/" + Uri.EscapeDataString(name), UriKind.Relative))
        {
            Content = Json(schedule.Data),
        };
        using var answer = await channel.SendAsync(request, HttpCompletionOption.ResponseContentRead, ct);
        // An app that does not know the job has taken it, as in daprd.
        return answer.IsSuccessStatusCode || answer.StatusCode is HttpStatusCode.NotFound ? Delivery.Done : Delivery.Failed;
    }

    private async Task<Delivery> RemindAsync(ActorId id, string name, Schedule schedule, CancellationToken ct)
    {
        var body = ReminderBody(schedule.Data);
        var call = new ActorCall(id, "/method/remind/" + Uri.EscapeDataString(name), () => new HttpRequestMessage { Content = Json(body) })
        {
            Within = sidecar.Resources.Policies.ForActor(id.Type, id.Id).Within,
        };
        if (sidecar.Actors is not { } actors) return Delivery.Away;
        using var answer = await actors.CallAsync(call, ct);
        return answer switch
        {
            null => Delivery.Away,
            _ when Ends(answer) => Delivery.Ended,
            { StatusCode: HttpStatusCode.OK } => Delivery.Done,
            { StatusCode: HttpStatusCode.NotFound } => Delivery.Refused,
            _ => Delivery.Failed,
        };
    }

    // The times are there and empty, as daprd sends them since its reminders are jobs.
    private static ReadOnlyMemory<byte> ReminderBody(ReadOnlyMemory<byte> data)
    {
        var buffer = new ArrayBufferWriter<byte>(data.Length + 64);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        if (!data.IsEmpty)
        {
            json.WritePropertyName("data");
            json.WriteRawValue(data.Span, skipInputValidation: true);
        }

        json.WriteString("dueTime", "");
        json.WriteString("period", "");
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }
}
