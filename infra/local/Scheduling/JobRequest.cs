using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Local.Components;
using Platform.Local.Sidecar;

namespace Platform.Local.Scheduling;

/// <summary>Reads what a client wants scheduled, and writes what is.</summary>
internal static class JobRequest
{
    private const string ValueType = "type.googleapis.com/google.protobuf.Value";

    /// <summary>The job, its first tick not yet determined, and whether it replaces one of the same name.</summary>
    /// <exception cref="ApiException">A field is wrong.</exception>
    public static (Schedule Schedule, bool Overwrite) Read(JsonObject body)
    {
        if (body["name"] is not null) throw Wrong("JOB_NAME", "the name belongs into the path, not into the body");
        var schedule = new Schedule
        {
            Cron = NullIfEmpty(body.Text("schedule")),
            Repeats = (int)Math.Clamp(body.Number("repeats", "repeats"), -1, int.MaxValue),
            DueTime = NullIfEmpty(body.Text("dueTime", "due_time")),
            Ttl = NullIfEmpty(body.Text("ttl")),
            Data = Data(body["data"]),
            Policy = Policy(body["failurePolicy"] ?? body["failure_policy"]),
        };
        Check(schedule, body["repeats"] is not null);
        return (schedule, body["overwrite"] is JsonValue flag && flag.TryGetValue<bool>(out var overwrite) && overwrite);
    }

    public static void Write(Utf8JsonWriter json, string name, Schedule job)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        if (job.Cron is not null) json.WriteString("schedule", job.Cron);
        if (job.Repeats > 0) json.WriteNumber("repeats", job.Repeats);
        if (job.DueTime is not null) json.WriteString("dueTime", job.DueTime);
        if (job.Ttl is not null) json.WriteString("ttl", job.Ttl);
        if (!job.Data.IsEmpty)
        {
            json.WriteStartObject("data");
            json.WriteString("@type", ValueType);
            json.WritePropertyName("value");
            json.WriteRawValue(job.Data.Span);
            json.WriteEndObject();
        }

        Write(json, job.Policy);
        json.WriteEndObject();
    }

    public static ApiException Wrong(string reason, string problem, HttpStatusCode status = HttpStatusCode.BadRequest) =>
        new(status, "DAPR_SCHEDULER_" + reason, problem);

    /// <summary>How a failed delivery is tried again; the default when nothing is said.</summary>
    /// <exception cref="ApiException">It is no policy.</exception>
    public static FailurePolicy Policy(JsonNode? node)
    {
        if (node is null) return FailurePolicy.Default;
        if (node is JsonObject policy)
        {
            if (policy["drop"] is JsonObject) return FailurePolicy.Drop;
            if (policy["constant"] is JsonObject constant) return Constant(constant);
        }

        throw Wrong("SCHEDULE_JOB", "'failurePolicy' must be {\"drop\":{}} or {\"constant\":{\"interval\":\"1s\",\"maxRetries\":3}}");
    }

    private static FailurePolicy Constant(JsonObject constant)
    {
        var text = constant.Text("interval");
        var interval = FailurePolicy.Default.Interval;
        if (text.Length > 0 && (!GoDuration.TryParse(text, TimeSpan.FromSeconds(1), out interval) || interval < TimeSpan.Zero))
            throw Wrong("SCHEDULE_JOB", $"'failurePolicy.constant.interval' must be a duration such as 1s, not '{text}'");
        if ((constant["maxRetries"] ?? constant["max_retries"]) is null) return new FailurePolicy(false, interval, null);
        return constant.Number("maxRetries", "max_retries") is >= 0 and <= int.MaxValue and var most
            ? new FailurePolicy(false, interval, (int)most)
            : throw Wrong("SCHEDULE_JOB", "'failurePolicy.constant.maxRetries' must not be negative");
    }

    private static void Check(Schedule job, bool saysRepeats)
    {
        if (job.Cron is null && job.DueTime is null)
            throw Wrong("SCHEDULE_EMPTY", "'schedule' or 'dueTime' is needed");
        if (job.Cron is null && job.Ttl is not null)
            throw Wrong("SCHEDULE_JOB", "'ttl' needs a 'schedule'");
        if (saysRepeats && job.Repeats < 1)
            throw Wrong("SCHEDULE_JOB", "'repeats' must be at least 1");
        if (job.Cron is null && job.Repeats > 1)
            throw Wrong("SCHEDULE_JOB", "'repeats' of more than 1 needs a 'schedule'");
        if (job.Cron is not null) CheckCron(job.Cron);
    }

    private static void CheckCron(string cron)
    {
        try
        {
            CronSchedule.ParseJob(cron);
        }
        catch (FormatException error)
        {
            throw Wrong("SCHEDULE_JOB", $"'schedule': {error.Message}");
        }
    }

    // A protobuf Any is the value it carries.
    private static byte[] Data(JsonNode? data)
    {
        var value = data is JsonObject any && any.ContainsKey("@type") ? any["value"] : data;
        return value is null ? [] : Encoding.UTF8.GetBytes(value.ToJsonString());
    }

    private static void Write(Utf8JsonWriter json, FailurePolicy policy)
    {
        json.WriteStartObject("failurePolicy");
        json.WriteStartObject(policy.Drops ? "drop" : "constant");
        if (!policy.Drops)
        {
            json.WriteString("interval", $"{policy.Interval.TotalSeconds:0.#######}s");
            if (policy.MaxRetries is { } most) json.WriteNumber("maxRetries", most);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string? NullIfEmpty(string text) => text.Length > 0 ? text : null;
}
