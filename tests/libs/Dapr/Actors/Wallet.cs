namespace Platform.Dapr.Tests;

/// <summary>What can be done with a wallet, for tests of state.</summary>
public interface IWallet : IActor
{
    Task<int> AddAsync(int amount);

    Task<int?> FindAsync(CancellationToken ct);

    Task AddAndFailAsync(int amount);

    Task<string> RunAsync(string steps);

    Task EmptyAsync();
}

/// <summary>An actor that exercises its state.</summary>
public sealed class Wallet(ActorHost host) : Actor(host), IWallet
{
    public Task<int> AddAsync(int amount) => StateManager.AddOrUpdateStateAsync("balance", amount, (_, before) => before + amount);

    public async Task<int?> FindAsync(CancellationToken ct) =>
        await StateManager.TryGetStateAsync<int>("balance", ct) is { HasValue: true, Value: var balance } ? balance : null;

    public async Task AddAndFailAsync(int amount)
    {
        await AddAsync(amount);
        throw new InvalidOperationException($"no {amount} today");
    }

    public async Task EmptyAsync() => await StateManager.RemoveStateAsync("balance");

    /// <summary>Runs steps such as <c>set a 1; ttl b 2 60; get a; remove a; save; clear</c> and tells what each gave.</summary>
    public async Task<string> RunAsync(string steps)
    {
        var told = new List<string>();
        foreach (var step in steps.Split(';', StringSplitOptions.TrimEntries))
            told.Add(await StepAsync(step.Split(' ')));
        return string.Join(' ', told);
    }

    private async Task<string> StepAsync(string[] step)
    {
        var name = step.ElementAtOrDefault(1) ?? "";
        return step[0] switch
        {
            "set" => await Done(StateManager.SetStateAsync(name, step[2])),
            "unset" => await Done(StateManager.SetStateAsync<string?>(name, null)),
            "ttl" => await Done(StateManager.SetStateAsync(name, step[2], TimeSpan.FromSeconds(double.Parse(step[3])))),
            "add" => await Done(StateManager.AddStateAsync(name, step[2])),
            "try" => $"{await StateManager.TryAddStateAsync(name, step[2])}",
            "get" => await StateManager.GetStateAsync<string>(name),
            "find" => (await StateManager.TryGetStateAsync<string>(name)).Value ?? "-",
            "has" => $"{await StateManager.ContainsStateAsync(name)}",
            "getadd" => await StateManager.GetOrAddStateAsync(name, step[2]),
            "append" => await StateManager.AddOrUpdateStateAsync(name, step[2], (_, before) => before + step[2]),
            "remove" => $"{await StateManager.TryRemoveStateAsync(name)}",
            "save" => await Done(SaveStateAsync()),
            "clear" => await Done(StateManager.ClearCacheAsync()),
            _ => throw new ArgumentException(step[0]),
        };
    }

    private static async Task<string> Done(Task step)
    {
        await step;
        return "ok";
    }
}
