using System.Net;

namespace Platform.Dapr;

/// <summary>Workflows whose instance names what they are about, so that of two starts one counts.</summary>
public static class NamedInstances
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

    /// <summary>Ends an instance if it runs, and forgets it.</summary>
    /// <param name="workflows">The client.</param>
    /// <param name="instance">What it is about.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>False when there is none.</returns>
    /// <exception cref="DaprException">The sidecar is away.</exception>
    public static async Task<bool> EndAsync(this DaprWorkflowClient workflows, string instance, CancellationToken ct)
    {
        if (await workflows.GetWorkflowStateAsync(instance, getInputsAndOutputs: false, ct) is not { } state) return false;

        if (!state.IsWorkflowCompleted) await workflows.TerminateWorkflowAsync(instance, ct: ct);
        await workflows.PurgeInstanceAsync(instance, ct);
        return true;
    }
}
