using System.ComponentModel.DataAnnotations;

namespace Platform.Hosting;

/// <summary>Section <c>Auditing</c>: how audit events wait for the broker. The host does not start with a value out of range.</summary>
public sealed class AuditingOptions
{
    /// <summary>
    /// Folder of the files in which events wait; made when it is not there, for its owner only. It outlives the process (on Kubernetes an
    /// <c>emptyDir</c>), and replicas may share it: each has files of its own and publishes those of the dead.
    /// </summary>
    [Required]
    public string Folder { get; init; } = Path.Combine(AppContext.BaseDirectory, "audit-spool");

    /// <summary>
    /// Bytes of waiting events beyond which calls that must be audited are refused with 503; an event takes some 400. Calls under way and
    /// sign-ins happen all the same and may take as much again; refusals of callers may fill half of it only.
    /// </summary>
    [Range(1 << 10, 16L << 30)]
    public long MaxWaitingBytes { get; init; } = 64 << 20;
}
