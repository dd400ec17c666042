namespace Platform.Dapr;

/// <summary>How a step is called.</summary>
/// <param name="RetryPolicy">When it fails; null for no retries.</param>
public record WorkflowTaskOptions(WorkflowRetryPolicy? RetryPolicy = null);

/// <summary>How a child workflow is called.</summary>
/// <param name="InstanceId">Its instance id; null for a new one. The same id is used by every retry.</param>
/// <param name="RetryPolicy">When it fails; null for no retries.</param>
public sealed record ChildWorkflowTaskOptions(string? InstanceId = null, WorkflowRetryPolicy? RetryPolicy = null)
    : WorkflowTaskOptions(RetryPolicy);
