using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Platform.Local.Components;
using Platform.Local.Sidecar.Publishing;

namespace Platform.Local.Sidecar.States;

/// <summary>What the state routes do.</summary>
internal sealed class StateHandlers(ISidecar sidecar, StateOutbox outbox)
{
    private const string ExpireTime = "ttlExpireTime";

    public async Task Get(HttpContext context)
    {
        var store = Store(context);
        var key = new StateKeys(sidecar, store).Physical(context.Route("key"));
        var found = await RunAsync(store, "ERR_STATE_GET", ct => store.Instance.GetAsync([key], ct), context.RequestAborted);
        if (found[0] is not { Value.Length: > 0 } item)
        {
            context.NoContent();
            return;
        }

        context.Response.Headers.ETag = item.ETag;
        if (item.ExpiresAt is { } end) context.Response.Headers["metadata." + ExpireTime] = Rfc3339(end);
        await context.BytesAsync(StatusCodes.Status200OK, item.Value);
    }

    public async Task GetBulk(HttpContext context)
    {
        var store = Store(context);
        var names = StateBulkGet.ReadKeys(await context.BodyAsync());
        var keys = new StateKeys(sidecar, store);
        var physical = names.ConvertAll(keys.Physical);
        var found = await RunAsync(store, "ERR_STATE_BULK_GET", ct => store.Instance.GetAsync(physical, ct), context.RequestAborted);
        await context.JsonAsync(StatusCodes.Status200OK, json => StateBulkGet.Write(json, names, found));
    }

    public async Task Save(HttpContext context)
    {
        var store = Store(context);
        var (keys, query) = (new StateKeys(sidecar, store), context.QueryMetadata());
        var writes = StateRequest.ReadAll(await context.BodyAsync()).ConvertAll(item => keys.Upsert(item, query));
        await WriteAsync(store, writes, "ERR_STATE_SAVE", context);
    }

    public async Task Delete(HttpContext context)
    {
        var store = Store(context);
        var etag = context.Request.Headers.IfMatch.FirstOrDefault()?.Trim('"');
        var item = new StateRequest { Key = context.Route("key"), ETag = etag, Concurrency = context.Request.Query["concurrency"] };
        await WriteAsync(store, [new StateKeys(sidecar, store).Delete(item)], "ERR_STATE_DELETE", context);
    }

    public async Task Transact(HttpContext context)
    {
        var store = Store(context);
        var (keys, query) = (new StateKeys(sidecar, store), context.QueryMetadata());
        var transaction = StateTransaction.Read(await context.BodyAsync());
        var writes = transaction.Operations.Where(step => !step.IsProjection)
            .Select(step => step.IsDelete ? keys.Delete(step.Item) : keys.Upsert(step.Item, query)).ToList();
        if (writes.Count == 0)
        {
            context.NoContent();
            return;
        }

        var announced = outbox.Prepare(store, keys, transaction, EventTrace.Of(context.Request));
        writes.AddRange(announced.Select(announcement => announcement.Marker));
        try
        {
            var outcome = await RunAsync(
                store, "ERR_STATE_TRANSACTION", ct => store.Instance.TransactAsync(writes, ct), context.RequestAborted);
            if (outcome != StateOutcome.Done) throw Refused("ERR_STATE_TRANSACTION", outcome, HttpStatusCode.InternalServerError);
            await outbox.SendAsync(store, announced, context.RequestAborted);
        }
        finally
        {
            outbox.Release(announced);
        }

        context.NoContent();
    }

    private async Task WriteAsync(LoadedComponent<IStateStore> store, List<StateWrite> writes, string errorCode, HttpContext context)
    {
        if (writes.Count > 0)
        {
            var outcomes = await RunAsync(store, errorCode, ct => store.Instance.WriteAsync(writes, ct), context.RequestAborted);
            foreach (var outcome in outcomes)
            {
                if (outcome == StateOutcome.ETagMismatch) throw Refused(errorCode, outcome, HttpStatusCode.Conflict);
                if (outcome == StateOutcome.ETagInvalid) throw Refused(errorCode, outcome, HttpStatusCode.BadRequest);
            }
        }

        context.NoContent();
    }

    private static ApiException Refused(string errorCode, StateOutcome outcome, HttpStatusCode status) => new(
        status, errorCode, outcome == StateOutcome.ETagInvalid ? "invalid etag value" : "possible etag mismatch. error from state store");

    private async Task<T> RunAsync<T>(
        LoadedComponent<IStateStore> store, string errorCode, Func<CancellationToken, Task<T>> operation, CancellationToken ct)
    {
        try
        {
            return await sidecar.PolicyFor(store.Instance, store.Name, Direction.Outbound).RunAsync(operation, ct);
        }
        catch (Exception error) when (error is not (ApiException or OperationCanceledException))
        {
            throw new ApiException(HttpStatusCode.InternalServerError, errorCode, $"state store {store.Name} failed: {error.Message}");
        }
    }

    private LoadedComponent<IStateStore> Store(HttpContext context)
    {
        var name = context.Route("store");
        if (sidecar.Find<IStateStore>(name) is { } store) return store;
        throw sidecar.All<IStateStore>().Count == 0
            ? new ApiException(HttpStatusCode.InternalServerError, "ERR_STATE_STORE_NOT_CONFIGURED", "state store is not configured")
            : new ApiException(HttpStatusCode.BadRequest, "ERR_STATE_STORE_NOT_FOUND", $"state store {name} is not found");
    }

    public static string Rfc3339(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
