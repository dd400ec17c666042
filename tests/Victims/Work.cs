using Platform.Dapr;

namespace Platform.Victims;

/// <summary>The one activity: makes the effect of a step, and gives its value.</summary>
internal sealed class Work(Effects effects) : WorkflowActivity<int, string>
{
    public override Task<string> RunAsync(WorkflowActivityContext context, int input)
    {
        var key = Effects.Key(context.InstanceId, input);
        Console.WriteLine($"begins {key}");
        var value = effects.Make(key);
        Console.WriteLine($"ends {key}");
        return Task.FromResult(value);
    }
}
