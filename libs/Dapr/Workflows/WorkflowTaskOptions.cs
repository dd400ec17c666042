namespace Platform.Dapr;

/// <summary>How a step is called.</summary>
/// <param name="RetryPolicy">When it fails; null for no retries.</param>
public record WorkflowTaskOptions(WorkflowRetryPolicy? RetryPolicy = null)
{
    /// <summary>Waits out a restart of another service or of the database: 20 attempts, in all about a quarter of an hour.</summary>
    public static WorkflowTaskOptions Patient { get; } =
        new(new WorkflowRetryPolicy(20, TimeSpan.FromSeconds(1), 2, TimeSpan.FromMinutes(1)));
}

/// <summary>How a child workflow is called.</summary>
/// <param name="InstanceId">Its instance id; null for a new one. The same id is used by every retry.</param>
/// <param name="RetryPolicy">When it fails; null for no retries.</param>
public sealed record ChildWorkflowTaskOptions(string? InstanceId = null, WorkflowRetryPolicy? RetryPolicy = null)
    : WorkflowTaskOptions(RetryPolicy);
