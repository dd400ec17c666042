using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Platform.Local.Components;

namespace Platform.Local.Sidecar.Publishing;

/// <summary>What the publish routes do.</summary>
internal sealed class PublishHandlers(ISidecar sidecar)
{
    private const int RetryAfterSeconds = 1;

    public async Task Publish(HttpContext context)
    {
        var request = Request(context);
        var message = MessageOf(request, await context.BodyAsync(), context.Request.ContentType);
        try
        {
            await PublishAsync(request, [message], context.RequestAborted);
        }
        catch (Exception error) when (error is not (ApiException or OperationCanceledException))
        {
            throw Failed(request, error);
        }

        context.NoContent();
    }

    public async Task PublishBulk(HttpContext context)
    {
        var request = Request(context);
        var body = new BulkPublishBody(request, await context.BodyAsync());
        var messages = body.Read();
        try
        {
            if (messages.Count > 0) await PublishAsync(request, messages, context.RequestAborted);
            context.NoContent();
        }
        catch (Exception error) when (error is not (ApiException or OperationCanceledException))
        {
            await AnswerFailedAsync(context, body.EntryIds, Failed(request, error));
        }
    }

    public static ApiException NotACloudEvent(string problem) => new(
        HttpStatusCode.InternalServerError, "ERR_PUBSUB_CLOUD_EVENTS_SER", $"cannot create cloudevent: {problem}");

    private static Message MessageOf(PublishRequest request, ReadOnlyMemory<byte> body, string? contentType)
    {
        var metadata = request.MetadataWith(null);
        if (PublishRequest.IsRaw(metadata)) return new Message(body, metadata);
        if (ContentKinds.Of(contentType) != ContentKind.CloudEvent)
            return new NewEnvelope(request).Wrap(body.Span, contentType ?? "", metadata);
        var scan = new CloudEventScan();
        try
        {
            var reader = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = 512 });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new JsonException("the body is not an object");
            scan.Read(ref reader);
            if (reader.Read()) throw new JsonException("there is more after the end");
        }
        catch (JsonException error)
        {
            throw NotACloudEvent(error.Message);
        }

        return new CloudEventSplice(request).Complete(body.Span, scan, metadata);
    }

    private async Task PublishAsync(PublishRequest request, IReadOnlyList<Message> messages, CancellationToken ct)
    {
        var broker = request.PubSub.Instance;
        var policy = sidecar.PolicyFor(broker, request.PubSub.Name, Direction.Outbound);
        await policy.RunAsync(
            async token =>
            {
                await broker.PublishAsync(request.Topic, messages, token);
                return true;
            },
            ct);
    }

    private static ApiException Failed(PublishRequest request, Exception error)
    {
        var message = $"error when publishing to topic {request.Topic} in pubsub {request.PubSub.Name}: {error.Message}";
        return error is BrokerFullException
            ? new(HttpStatusCode.ServiceUnavailable, "ERR_PUBSUB_PUBLISH_MESSAGE", message) { RetryAfterSeconds = RetryAfterSeconds }
            : new(HttpStatusCode.InternalServerError, "ERR_PUBSUB_PUBLISH_MESSAGE", message);
    }

    private static Task AnswerFailedAsync(HttpContext context, IEnumerable<string> ids, ApiException error)
    {
        if (error.RetryAfterSeconds is { } seconds) context.Response.Headers.RetryAfter = $"{seconds}";
        return context.JsonAsync((int)error.Status, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("failedEntries");
            foreach (var id in ids)
            {
                json.WriteStartObject();
                json.WriteString("entryId", id);
                json.WriteString("error", error.Message);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("errorCode", error.ErrorCode);
            json.WriteEndObject();
        });
    }

    private PublishRequest Request(HttpContext context)
    {
        var (pubsub, topic) = (Component(context.Route("pubsub")), context.Route("topic"));
        if (topic.Length == 0) throw new ApiException(HttpStatusCode.NotFound, "ERR_TOPIC_NAME_EMPTY", "topic name is empty");
        if (!TopicScopes.MayPublish(pubsub.Metadata, sidecar.AppId, topic))
            throw new ApiException(
                HttpStatusCode.Forbidden, "ERR_PUBSUB_FORBIDDEN", $"topic {topic} is not allowed for app id {sidecar.AppId}");
        return new PublishRequest(sidecar.AppId, pubsub, topic, EventTrace.Of(context.Request), sidecar.Time.GetUtcNow())
        {
            Metadata = context.QueryMetadata(),
        };
    }

    private LoadedComponent<IPubSub> Component(string name)
    {
        if (name.Length == 0) throw new ApiException(HttpStatusCode.NotFound, "ERR_PUBSUB_EMPTY", "pubsub name is empty");
        if (sidecar.Find<IPubSub>(name) is { } found) return found;
        throw sidecar.All<IPubSub>().Count == 0
            ? new ApiException(HttpStatusCode.BadRequest, "ERR_PUBSUB_NOT_CONFIGURED", "no pubsub is configured")
            : new ApiException(HttpStatusCode.NotFound, "ERR_PUBSUB_NOT_FOUND", $"pubsub {name} is not found");
    }
}
