using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Platform.Local.Scheduling;
using Platform.Local.Sidecar;

namespace Platform.Local.Actors;

/// <summary>Reminders: schedules of an actor that outlive it, its app and the host.</summary>
internal sealed class ActorReminders(AppSidecar sidecar)
{
    private const string CreateFailed = "ERR_ACTOR_REMINDER_CREATE";

    public async Task Create(HttpContext context)
    {
        var key = Key(context);
        var body = await context.JsonObjectAsync();
        if (!await AddAsync(key, body))
            throw Error(HttpStatusCode.Conflict, "ERR_ACTOR_REMINDER_ALREADY_EXISTS", $"{key} already exists and shall not be overwritten");
        context.NoContent();
    }

    public Task Get(HttpContext context)
    {
        var key = Key(context);
        var reminder = sidecar.Schedules.Find(key)
            ?? throw Error(HttpStatusCode.NotFound, "ERR_ACTOR_REMINDER_NOT_FOUND", $"{key} not found");
        return context.JsonAsync(StatusCodes.Status200OK, json => Write(json, key, reminder));
    }

    public async Task Delete(HttpContext context)
    {
        var key = Key(context);
        try
        {
            await sidecar.Schedules.RemoveAsync(key);
        }
        catch (Exception error)
        {
            throw Error(HttpStatusCode.InternalServerError, "ERR_ACTOR_REMINDER_DELETE", $"{key} was not deleted: {error.Message}");
        }

        context.NoContent();
    }

    private async Task<bool> AddAsync(ScheduleKey key, JsonObject body)
    {
        try
        {
            // Without a say, it replaces what there is.
            var overwrite = body["overwrite"] is not JsonValue flag || !flag.TryGetValue<bool>(out var given) || given;
            var schedule = ReminderRequest.Read(body) with { Policy = JobRequest.Policy(body["failurePolicy"] ?? body["failure_policy"]) };
            if (schedule is { Cron: null, DueTime: null }) throw new FormatException("'dueTime' or 'period' is needed");
            return await sidecar.Schedules.AddAsync(key, schedule.Begin(sidecar.Time.GetUtcNow()), overwrite);
        }
        catch (Exception error) when (error is not ApiException)
        {
            throw Error(HttpStatusCode.InternalServerError, CreateFailed, $"error creating {key}: {error.Message}");
        }
    }

    private ScheduleKey Key(HttpContext context)
    {
        var id = context.ActorId();
        if (sidecar.Actors is null || !sidecar.Actors.Types.ContainsKey(id.Type))
            throw Error(HttpStatusCode.Forbidden, "ERR_ACTOR_REMINDER_NON_HOSTED",
                $"app '{sidecar.AppId}' hosts no actors of type '{id.Type}'");
        if (!sidecar.Schedules.IsKept) throw ActorErrors.NoStore(sidecar.AppId);
        return new ScheduleKey(id, ReminderRequest.Name(context));
    }

    private static void Write(Utf8JsonWriter json, ScheduleKey key, Schedule reminder)
    {
        json.WriteStartObject();
        json.WriteString("actorID", key.Actor?.Id);
        json.WriteString("actorType", key.Actor?.Type);
        if (!reminder.Data.IsEmpty)
        {
            json.WritePropertyName("data");
            json.WriteRawValue(reminder.Data.Span);
        }

        if (reminder.DueTime is { } due) json.WriteString("dueTime", due);
        if (reminder.Cron is { } period) json.WriteString("period", period);
        if (reminder.Ttl is { } ttl) json.WriteString("ttl", ttl);
        json.WriteEndObject();
    }

    private static ApiException Error(HttpStatusCode status, string code, string message) => new(status, code, message);
}
