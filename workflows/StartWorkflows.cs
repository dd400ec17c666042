using System.Net;
using Platform.Dapr;

namespace Platform.Workflows;

/// <summary>Starts workflows whose instance names what they are about, so that of two starts one counts.</summary>
internal static class StartWorkflows
{
    /// <summary>Starts a workflow unless its instance runs.</summary>
    /// <returns>False when it runs already. One that has ended is started again; who does not want that looks first.</returns>
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
