using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Platform.Local.Components.State;
using Platform.Local.Sidecar;

namespace Platform.Local.Actors;

/// <summary>The actors of one app: which are active, whose turn it is, and when they are let go.</summary>
internal sealed partial class ActorHost(AppSidecar sidecar, AppChannel channel, ILogger log)
{
    /// <summary>How many may be active at once.</summary>
    public const int MostActive = 1_000_000;

    private const int EndingAtOnce = 32;

    // With HostedApp's grace for calls under way, on the real clock like that.
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<ActorId, ActiveActor> active = new();
    private IReadOnlyDictionary<string, ActorSettings> types = ImmutableDictionary<string, ActorSettings>.Empty;
    private int count;

    /// <summary>What the app that is up hosts.</summary>
    public IReadOnlyDictionary<string, ActorSettings> Types => Volatile.Read(ref types);

    public bool IsActive(ActorId id) => active.ContainsKey(id);

    public ActiveActor? Find(ActorId id) => active.GetValueOrDefault(id);

    /// <summary>Each hosted type with how many of it are active.</summary>
    public SortedDictionary<string, int> Counts()
    {
        var counts = new SortedDictionary<string, int>(Types.Keys.ToDictionary(type => type, _ => 0), StringComparer.Ordinal);
        foreach (var (id, _) in active) counts[id.Type] = counts.GetValueOrDefault(id.Type) + 1;
        return counts;
    }

    /// <summary>The app has come and hosts these.</summary>
    public void Begin(IReadOnlyDictionary<string, ActorSettings> hosted)
    {
        Volatile.Write(ref types, hosted);
        if (hosted.Count == 0) return;
        if (sidecar.ActorStore is null) LogNoStore(ActorStore.Missing(sidecar.AppId));
        sidecar.Directory.Actors.Add(this);
    }

    /// <summary>One turn of an actor, which is activated by it if need be.</summary>
    /// <returns>The app's answer, whatever its status; null when the app does not host the type any more.</returns>
    public async Task<HttpResponseMessage?> CallAsync(ActorCall call, CancellationToken ct)
    {
        while (Types.TryGetValue(call.Id.Type, out var settings))
        {
            if (await TurnAsync(Activate(call.Id, settings), call, ct) is { } answer) return answer;
        }

        return null;
    }

    /// <summary>One turn: waits for it, asks the app, and holds it until the whole answer is there.</summary>
    /// <returns>The app's answer; null when the actor has been let go.</returns>
    public async Task<HttpResponseMessage?> TurnAsync(ActiveActor actor, ActorCall call, CancellationToken ct)
    {
        var chain = actor.Settings.IsReentrant ? call.Chain ?? Guid.NewGuid().ToString() : null;
        if (!await actor.Turns.EnterAsync(chain, ct)) return null;
        try
        {
            return await call.Within.RunAsync(limited => SendAsync(call, chain, limited), ct);
        }
        finally
        {
            actor.Turns.Leave();
        }
    }

    public void LogTimerFailed(Exception error, ActorId id, string timer) => LogTimerFailed(error, timer, id.Type, id.Id);

    /// <summary>The app goes: turns under way end, it is told to let each actor go (if it still listens), and none is active.</summary>
    public async Task EndAsync(bool appListens)
    {
        sidecar.Directory.Actors.Remove(this);
        Volatile.Write(ref types, ImmutableDictionary<string, ActorSettings>.Empty);
        using var limit = new CancellationTokenSource(appListens ? LongestEnd : TimeSpan.Zero);
        var options = new ParallelOptions { MaxDegreeOfParallelism = EndingAtOnce };
        await Parallel.ForEachAsync(active.Values, options, async (actor, _) => await LetGoAsync(actor, limit.Token));
    }

    private async Task LetGoAsync(ActiveActor actor, CancellationToken ct)
    {
        actor.End();
        var ended = actor.Turns.Close();
        if (!ct.IsCancellationRequested)
        {
            await ended.WaitAsync(actor.Settings.DrainTimeout, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await TellDeactivatedAsync(actor.Id, ct);
        }

        Forget(actor);
    }

    private ActiveActor Activate(ActorId id, ActorSettings settings)
    {
        if (active.TryGetValue(id, out var known)) return known;
        if (Volatile.Read(ref count) >= MostActive) throw ActorErrors.Failed($"{MostActive} actors are active already");
        var made = new ActiveActor(id, settings, sidecar.Time);
        var kept = active.GetOrAdd(id, made);
        if (ReferenceEquals(kept, made))
        {
            Interlocked.Increment(ref count);
            CheckIdleAt(made, sidecar.Time.GetUtcNow() + settings.IdleTimeout);
        }

        return kept;
    }

    private void CheckIdleAt(ActiveActor actor, DateTimeOffset due) => actor.IdleCheck = sidecar.Directory.Wheel.At(due, () =>
    {
        if (!ReferenceEquals(Find(actor.Id), actor)) return;
        if (actor.Turns.TakeLast() is { } later) CheckIdleAt(actor, later);
        else _ = DeactivateAsync(actor);
    });

    // It holds the last turn, so who comes now waits, and begins a new life of the actor when this one is over.
    private async Task DeactivateAsync(ActiveActor actor)
    {
        actor.End();
        await TellDeactivatedAsync(actor.Id, CancellationToken.None);
        Forget(actor);
        _ = actor.Turns.Close();
    }

    private void Forget(ActiveActor actor)
    {
        if (active.TryRemove(KeyValuePair.Create(actor.Id, actor))) Interlocked.Decrement(ref count);
    }

    private async Task TellDeactivatedAsync(ActorId id, CancellationToken ct)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Delete, new Uri(id.Path, UriKind.Relative));
            using var answer = await channel.SendAsync(request, HttpCompletionOption.ResponseContentRead, ct);
            if (!answer.IsSuccessStatusCode) LogNotDeactivated(sidecar.AppId, id.Type, id.Id, $"it answered {(int)answer.StatusCode}");
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            LogNotDeactivated(sidecar.AppId, id.Type, id.Id, error.Message);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(ActorCall call, string? chain, CancellationToken ct)
    {
        using var request = call.Message();
        request.Method = HttpMethod.Put;
        request.RequestUri = new Uri(call.Id.Path + call.Method, UriKind.Relative);
        if (chain is not null)
        {
            request.Headers.Remove(ActorCall.ChainHeader);
            request.Headers.TryAddWithoutValidation(ActorCall.ChainHeader, chain);
        }

        return await channel.SendAsync(request, HttpCompletionOption.ResponseContentRead, ct);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Actors can be called but keep neither state nor reminders: {Problem}")]
    private partial void LogNoStore(string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Timer {Timer} of {Type}/{Id} failed; its next tick comes as planned")]
    private partial void LogTimerFailed(Exception error, string timer, string type, string id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "App {App} was not told that actor {Type}/{Id} is idle: {Problem}")]
    private partial void LogNotDeactivated(string app, string type, string id, string problem);
}
