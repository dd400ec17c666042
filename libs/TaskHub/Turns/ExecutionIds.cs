using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Platform.TaskHub.Turns;

/// <summary>Ids that follow from other ids, so that a turn that is computed twice gives the same.</summary>
public static class ExecutionIds
{
    /// <summary>The instance id of a child that the worker gave none.</summary>
    /// <param name="parentId">The parent's instance id.</param>
    /// <param name="actionId">The id of the action that creates the child.</param>
    /// <returns>E.g. <c>order-7:0003</c>.</returns>
    public static string Child(string parentId, int actionId) =>
        string.Create(CultureInfo.InvariantCulture, $"{parentId}:{actionId:x4}");

    /// <summary>The id of the run that a run starts: its own next one, or a child's first.</summary>
    /// <param name="executionId">The id of the run that starts it.</param>
    /// <param name="instanceId">The instance that is started.</param>
    /// <param name="actionId">The id of the action that starts it.</param>
    /// <returns>A UUID, always the same for the same arguments.</returns>
    public static string After(string executionId, string instanceId, int actionId)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{executionId}|{instanceId}|{actionId}");
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        return new Guid(hash.AsSpan(0, 16)).ToString();
    }
}
