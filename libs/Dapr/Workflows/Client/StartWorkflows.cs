using System.Net;

namespace Platform.Dapr;

/// <summary>Starts workflows whose instance names what they are about, so that of two starts one counts.</summary>
public static class StartWorkflows
{
    /// <summary>Starts a workflow unless its instance runs.</summary>
    /// <param name="workflows">The client.</param>
    /// <param name="name">Name of the workflow.</param>
    /// <param name="instance">What it is about.</param>
    /// <param name="input">Its input.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>False when it runs already. One that has ended is started again; who does not want that looks first.</returns>
    /// <exception cref="DaprException">The sidecar is away.</exception>
    public static async Task<bool> StartAsync(
        this DaprWorkflowClient workflows, string name, string instance, object input, CancellationToken ct)
    {
        try
        {
            await workflows.ScheduleNewWorkflowAsync(name, instance, input, ct: ct);
            return true;
        }
        catch (DaprException e) when (e.StatusCode is HttpStatusCode.Conflict)
        {
            return false;
        }
    }
}
