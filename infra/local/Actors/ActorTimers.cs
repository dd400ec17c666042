using System.Net;
using Microsoft.AspNetCore.Http;
using Platform.Local.Scheduling;
using Platform.Local.Sidecar;

namespace Platform.Local.Actors;

/// <summary>
/// Timers: turns that an active actor has ordered for later. A tick never overlaps the one before, and its failure ends nothing.
/// </summary>
internal sealed class ActorTimers(AppSidecar sidecar)
{
    private const string CreateFailed = "ERR_ACTOR_TIMER_CREATE";
    private const int MostPerActor = 1_000;

    public async Task Create(HttpContext context)
    {
        var (id, name) = (context.ActorId(), ReminderRequest.Name(context));
        var body = await context.JsonObjectAsync();
        var actor = sidecar.Actors?.Find(id) ?? throw Error($"can't create timer {name}: actor {id.Type}/{id.Id} is not active here");
        try
        {
            var timer = ActorTimer.Read(name, body, sidecar.Time.GetUtcNow());
            if (!actor.TryPut(timer, MostPerActor)) throw Error($"actor {id.Type}/{id.Id} is let go or has {MostPerActor} timers already");
            Arm(actor, timer);
        }
        catch (FormatException error)
        {
            throw Error($"error creating timer {name} of {id.Type}/{id.Id}: {error.Message}");
        }

        context.NoContent();
    }

    public Task Delete(HttpContext context)
    {
        var (id, name) = (context.ActorId(), ReminderRequest.Name(context));
        sidecar.Actors?.Find(id)?.TakeTimer(name);
        context.NoContent();
        return Task.CompletedTask;
    }

    private void Arm(ActiveActor actor, ActorTimer timer) =>
        actor.Arm(timer, () => sidecar.Directory.Wheel.At(timer.Schedule.Next, () => _ = Task.Run(() => FireAsync(actor, timer))));

    private async Task FireAsync(ActiveActor actor, ActorTimer timer)
    {
        if (!actor.Has(timer) || sidecar.Actors is not { } actors) return;
        var now = sidecar.Time.GetUtcNow();
        timer.Schedule = timer.Schedule.Fire(now);
        var next = timer.Schedule.IsOver(now) || await EndsAsync(actors, actor, timer) ? null : timer.Schedule.After();
        if (next is null) actor.TakeTimer(timer);
        else timer.Schedule = next;
        if (next is not null) Arm(actor, timer);
    }

    private async Task<bool> EndsAsync(ActorHost actors, ActiveActor actor, ActorTimer timer)
    {
        var call = new ActorCall(
            actor.Id, "/method/timer/" + Uri.EscapeDataString(timer.Name),
            () => new HttpRequestMessage { Content = ScheduleDelivery.Json(timer.Body) })
        {
            Within = sidecar.Resources.Policies.ForActor(actor.Id.Type, actor.Id.Id).Within,
        };
        try
        {
            using var answer = await actors.TurnAsync(actor, call, CancellationToken.None);
            return answer is null || ScheduleDelivery.Ends(answer);
        }
        catch (Exception error)
        {
            actors.LogTimerFailed(error, actor.Id, timer.Name);
            return false;
        }
    }

    private static ApiException Error(string message) => new(HttpStatusCode.InternalServerError, CreateFailed, message);
}
