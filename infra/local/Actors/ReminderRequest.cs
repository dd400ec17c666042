using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Platform.Local.Scheduling;
using Platform.Local.Sidecar;

namespace Platform.Local.Actors;

/// <summary>Reads what is registered as a reminder or a timer: when first, how often, until when.</summary>
internal static class ReminderRequest
{
    /// <exception cref="FormatException">A field is wrong; the message names it.</exception>
    public static Schedule Read(JsonObject body)
    {
        var (period, repeats) = Period(body.Text("period"));
        return new Schedule
        {
            Cron = period > TimeSpan.Zero ? "@every " + GoDuration.Format(period) : null,
            Repeats = repeats,
            DueTime = body.Text("dueTime", "due_time") is { Length: > 0 } due ? due : null,
            Ttl = body.Text("ttl") is { Length: > 0 } ttl ? ttl : null,
            Data = body["data"] is { } data ? Encoding.UTF8.GetBytes(data.ToJsonString()) : default(ReadOnlyMemory<byte>),
        };
    }

    /// <summary>A name of a reminder or timer from the path.</summary>
    /// <exception cref="ApiException">It holds what would take a path apart.</exception>
    public static string Name(HttpContext context)
    {
        var name = context.Route("name");
        return name.Length > 0 && name.IndexOfAny(['/', '\\', '#', '?']) < 0 && !name.Any(char.IsControl)
            ? name
            : throw new ApiException(
                HttpStatusCode.BadRequest, "ERR_BAD_REQUEST",
                $"the name '{name}' must not be empty or contain / \\ # ? or control characters");
    }

    private static (TimeSpan Period, int Repeats) Period(string text)
    {
        if (text.Length == 0) return default;
        return TimeText.TryPeriod(text, out var period, out var repeats)
            ? (period, repeats)
            : throw new FormatException($"'period' must be {TimeText.Periods}, not '{text}'");
    }
}
