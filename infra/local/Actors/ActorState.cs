using System.Net;
using Microsoft.AspNetCore.Http;
using Platform.Local.Components;
using Platform.Local.Components.State;
using Platform.Local.Sidecar;
using Platform.Local.Sidecar.States;

namespace Platform.Local.Actors;

/// <summary>
/// An actor's own keys: <c>{app}||{type}||{id}||{key}</c> in the store for actors. Only while it is active, and only here.
/// </summary>
internal sealed class ActorState(AppSidecar sidecar)
{
    private const string SaveFailed = "ERR_ACTOR_STATE_TRANSACTION_SAVE";

    public async Task Get(HttpContext context)
    {
        var (id, store) = Active(context);
        var key = Key(id, context.Route("key"));
        var found = await RunAsync(store, "ERR_ACTOR_STATE_GET", ct => store.Store.GetAsync([key], ct), context.RequestAborted);
        if (found[0] is not { Value.Length: > 0 } item)
        {
            context.NoContent();
            return;
        }

        if (item.ExpiresAt is { } end) context.Response.Headers["metadata.ttlExpireTime"] = StateHandlers.Rfc3339(end);
        await context.BytesAsync(StatusCodes.Status200OK, item.Value);
    }

    public async Task Transact(HttpContext context)
    {
        var (id, store) = Active(context);
        var writes = StateTransaction.ReadOperations(await context.BodyAsync()).Select(operation => Write(id, operation)).ToArray();
        var outcome = await RunAsync(store, SaveFailed, ct => store.Store.TransactAsync(writes, ct), context.RequestAborted);
        if (outcome is not StateOutcome.Done) throw Failed(SaveFailed, store, $"a version does not match ({outcome}); nothing was saved");
        context.NoContent();
    }

    private (ActorId Id, ActorStore Store) Active(HttpContext context)
    {
        var id = new ActorId(context.Route("type"), context.Route("id"));
        if (sidecar.Actors is null || !sidecar.Actors.IsActive(id)) throw ActorErrors.NotActive(id);
        return (id, sidecar.ActorStore ?? throw ActorErrors.NoStore(sidecar.AppId));
    }

    private StateWrite Write(ActorId id, StateOperation operation)
    {
        var item = operation.Item;
        if (item.Key.Length == 0) throw StateRequest.Malformed("an operation has no 'key'");
        var etag = item.ETag is { Length: > 0 } given ? given : null;
        if (operation.IsDelete) return new StateWrite(Key(id, item.Key), null, etag);
        var seconds = StateKeys.Seconds(item.Metadata.GetValueOrDefault(StateKeys.TtlKey));
        return new StateWrite(Key(id, item.Key), item.Value, etag, TtlSeconds: seconds);
    }

    private string Key(ActorId id, string key) => $"{sidecar.AppId}||{id.Type}||{id.Id}||{key}";

    private async Task<T> RunAsync<T>(ActorStore store, string code, Func<CancellationToken, Task<T>> run, CancellationToken ct)
    {
        try
        {
            return await sidecar.PolicyFor(store.Store, store.Name, Direction.Outbound).RunAsync(run, ct);
        }
        catch (Exception error) when (error is not ApiException && !ct.IsCancellationRequested)
        {
            throw Failed(code, store, error.Message);
        }
    }

    private static ApiException Failed(string code, ActorStore store, string problem) =>
        new(HttpStatusCode.InternalServerError, code, $"actor state in {store.Name}: {problem}");
}
