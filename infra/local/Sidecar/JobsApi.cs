using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Platform.Local.Scheduling;

namespace Platform.Local.Sidecar;

/// <summary>The jobs API (reference A.13), under its alpha address and the stable one.</summary>
internal static class JobsApi
{
    private static readonly string[] Versions = ["v1.0-alpha1", "v1.0"];

    public static void MapJobs(this IEndpointRouteBuilder routes, AppSidecar sidecar)
    {
        foreach (var version in Versions)
        {
            var job = $"/{version}/jobs/{{name}}";
            routes.MapPost(job, context => ScheduleAsync(context, sidecar));
            routes.MapGet(job, context => GetAsync(context, sidecar));
            routes.MapDelete(job, context => DeleteAsync(context, sidecar));
        }
    }

    private static async Task ScheduleAsync(HttpContext context, AppSidecar sidecar)
    {
        var name = Name(context);
        var (schedule, overwrite) = JobRequest.Read(await context.JsonObjectAsync());
        if (!await AddAsync(sidecar, name, schedule, overwrite))
            throw JobRequest.Wrong("SCHEDULE_JOB", $"job '{name}' already exists; overwrite replaces it", HttpStatusCode.Conflict);
        context.NoContent();
    }

    private static async Task<bool> AddAsync(AppSidecar sidecar, string name, Schedule schedule, bool overwrite)
    {
        try
        {
            return await sidecar.Schedules.AddAsync(ScheduleKey.Job(name), schedule.Begin(sidecar.Time.GetUtcNow()), overwrite);
        }
        catch (FormatException error)
        {
            throw JobRequest.Wrong("SCHEDULE_JOB", error.Message);
        }
        catch (SchedulerFullException error)
        {
            throw JobRequest.Wrong("SCHEDULE_JOB", error.Message, HttpStatusCode.TooManyRequests);
        }
        catch (Exception error) when (error is not ApiException)
        {
            throw JobRequest.Wrong("SCHEDULE_JOB", $"job '{name}' was not kept: {error.Message}", HttpStatusCode.InternalServerError);
        }
    }

    private static Task GetAsync(HttpContext context, AppSidecar sidecar)
    {
        var name = Name(context);
        var job = sidecar.Schedules.Find(ScheduleKey.Job(name))
            ?? throw JobRequest.Wrong("GET_JOB", $"job '{name}' not found", HttpStatusCode.InternalServerError);
        return context.JsonAsync(StatusCodes.Status200OK, json => JobRequest.Write(json, name, job));
    }

    private static async Task DeleteAsync(HttpContext context, AppSidecar sidecar)
    {
        var name = Name(context);
        try
        {
            await sidecar.Schedules.RemoveAsync(ScheduleKey.Job(name));
        }
        catch (Exception error)
        {
            throw JobRequest.Wrong("DELETE_JOB", $"job '{name}' was not deleted: {error.Message}", HttpStatusCode.InternalServerError);
        }

        context.NoContent();
    }

    private static string Name(HttpContext context) =>
        context.Route("name").Trim() is { Length: > 0 } name ? name : throw JobRequest.Wrong("JOB_NAME_EMPTY", "the job has no name");
}
