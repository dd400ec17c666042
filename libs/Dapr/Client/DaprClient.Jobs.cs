namespace Platform.Dapr;

public partial class DaprClient
{
    /// <summary>Schedules a job of this app; it arrives where <c>MapDaprScheduledJobHandler</c> listens.</summary>
    /// <param name="name">Its name within the app.</param>
    /// <param name="job">When it runs and what it carries.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>When it is scheduled.</returns>
    /// <exception cref="DaprException">
    /// The sidecar refused it (409: there is one of that name and <see cref="DaprJob.Overwrite"/> was not asked for) or cannot be reached.
    /// </exception>
    public virtual async Task ScheduleJobAsync(string name, DaprJob job, CancellationToken ct = default)
    {
        using var response = await CallJsonAsync(HttpMethod.Post, JobPath(name), w => JobBody.Write(w, job), ct);
    }

    /// <summary>Reads a job of this app.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>The job.</returns>
    /// <exception cref="DaprException">The sidecar has no such job (it answers 500 then) or cannot be reached.</exception>
    public virtual async Task<DaprJobDetails> GetJobAsync(string name, CancellationToken ct = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, JobPath(name));
        using var response = await CallAsync(request, ct);
        return JobBody.Read(await response.Content.ReadAsByteArrayAsync(ct), name);
    }

    /// <summary>Ends a job of this app.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>When it is gone, or was not there.</returns>
    /// <exception cref="DaprException">The sidecar refused it or cannot be reached.</exception>
    public virtual async Task DeleteJobAsync(string name, CancellationToken ct = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, JobPath(name));
        using var response = await CallAsync(request, ct);
    }

    private static string JobPath(string name) => $"/v1.0-alpha1/jobs/{Escape(name)}";
}
