using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Platform.Dapr;

/// <summary>Calls one actor by name of the method; values travel as JSON. Safe for concurrent use, and cheap to make.</summary>
public sealed class ActorProxy
{
    // The environment does not change while a process runs, nor then does the sidecar's address.
    private static readonly Lazy<IActorProxyFactory> fromEnvironment = new(() => new ActorProxyFactory(new DaprClient(
        new DaprClientOptions().ReadFrom(new ConfigurationBuilder().AddEnvironmentVariables().Build()))));

    private readonly DaprClient client;
    private readonly ActorAddress address;

    internal ActorProxy(DaprClient client, ActorAddress address) => (this.client, this.address) = (client, address);

    /// <summary>Makes proxies for the sidecar that the environment variables of the process name.</summary>
    public static IActorProxyFactory DefaultProxyFactory => fromEnvironment.Value;

    /// <summary>Which actor.</summary>
    public ActorId ActorId => address.Id;

    /// <summary>The type of the actor.</summary>
    public string ActorType => address.Type;

    /// <summary>
    /// Makes a proxy for the sidecar that the environment names; an app with services takes <see cref="IActorProxyFactory"/> instead.
    /// </summary>
    /// <param name="actorId">Which actor.</param>
    /// <param name="actorType">Its type.</param>
    /// <returns>The proxy; nothing is sent yet.</returns>
    public static ActorProxy Create(ActorId actorId, string actorType) => DefaultProxyFactory.Create(actorId, actorType);

    /// <summary>Makes a typed proxy for the sidecar that the environment names.</summary>
    /// <typeparam name="TActorInterface">The interface that the actor implements.</typeparam>
    /// <param name="actorId">Which actor.</param>
    /// <param name="actorType">Its type.</param>
    /// <returns>The proxy; nothing is sent yet.</returns>
    /// <exception cref="ArgumentException">A method of the interface cannot be one of an actor; the message says why.</exception>
    public static TActorInterface Create<TActorInterface>(ActorId actorId, string actorType) where TActorInterface : IActor =>
        DefaultProxyFactory.CreateActorProxy<TActorInterface>(actorId, actorType);

    /// <summary>Calls a method that takes and gives nothing.</summary>
    /// <param name="method">Its name.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>When the method has returned and what it changed is saved.</returns>
    /// <exception cref="ActorMethodInvocationException">The method threw, is unknown, or the actor could not be reached.</exception>
    public Task InvokeMethodAsync(string method, CancellationToken cancellationToken = default) =>
        SendAsync(method, null, cancellationToken);

    /// <summary>Calls a method that takes a value.</summary>
    /// <typeparam name="TRequest">Type of the value.</typeparam>
    /// <param name="method">Its name.</param>
    /// <param name="data">The value.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>When the method has returned and what it changed is saved.</returns>
    /// <exception cref="ActorMethodInvocationException">The method threw, is unknown, or the actor could not be reached.</exception>
    public Task InvokeMethodAsync<TRequest>(string method, TRequest data, CancellationToken cancellationToken = default) =>
        SendAsync(method, BodyOf(data, typeof(TRequest)), cancellationToken);

    /// <summary>Calls a method that gives a value.</summary>
    /// <typeparam name="TResponse">Type of what it gives.</typeparam>
    /// <param name="method">Its name.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>What it gave; default when that is nothing.</returns>
    /// <exception cref="ActorMethodInvocationException">The method threw, is unknown, or the actor could not be reached.</exception>
    public Task<TResponse?> InvokeMethodAsync<TResponse>(string method, CancellationToken cancellationToken = default) =>
        CallAsync<TResponse>(method, null, cancellationToken);

    /// <summary>Calls a method that takes and gives a value.</summary>
    /// <typeparam name="TRequest">Type of the value.</typeparam>
    /// <typeparam name="TResponse">Type of what it gives.</typeparam>
    /// <param name="method">Its name.</param>
    /// <param name="data">The value.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>What it gave; default when that is nothing.</returns>
    /// <exception cref="ActorMethodInvocationException">The method threw, is unknown, or the actor could not be reached.</exception>
    public Task<TResponse?> InvokeMethodAsync<TRequest, TResponse>(
        string method, TRequest data, CancellationToken cancellationToken = default) =>
        CallAsync<TResponse>(method, BodyOf(data, typeof(TRequest)), cancellationToken);

    internal byte[] BodyOf(object? data, Type type) => JsonSerializer.SerializeToUtf8Bytes(data, type, client.JsonSerializerOptions);

    internal async Task<TResponse?> CallAsync<TResponse>(string method, byte[]? body, CancellationToken ct)
    {
        var answer = await SendAsync(method, body, ct);
        return answer.Length == 0 ? default : JsonSerializer.Deserialize<TResponse>(answer, client.JsonSerializerOptions);
    }

    internal async Task<byte[]> SendAsync(string method, byte[]? body, CancellationToken ct)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(method);
        using var response = await ReachAsync(method, body, ct);
        if (!ActorError.IsIn(response))
            return await response.Content.ReadAsByteArrayAsync(ct);
        var error = await ActorError.ReadAsync(response, ct);
        throw new ActorMethodInvocationException(ActorType, ActorId, method, error.Message)
        {
            StatusCode = response.StatusCode,
            ErrorCode = error.Code is { Length: > 0 } code ? code : null,
            RetryAfter = response.Headers.RetryAfter?.Delta,
            ExceptionType = error.Type,
        };
    }

    private async Task<HttpResponseMessage> ReachAsync(string method, byte[]? body, CancellationToken ct)
    {
        try
        {
            return await client.SendActorAsync(HttpMethod.Put, $"{address.Path}/method/{Uri.EscapeDataString(method)}", body, ct);
        }
        catch (DaprException e)
        {
            throw new ActorMethodInvocationException(ActorType, ActorId, method, e.Message, e);
        }
    }
}
