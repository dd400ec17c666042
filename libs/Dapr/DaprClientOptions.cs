using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Configuration;

namespace Platform.Dapr;

/// <summary>Where the sidecar is and how values become JSON.</summary>
public sealed class DaprClientOptions
{
    private readonly List<IJsonTypeInfoResolver> contexts = [];
    private JsonSerializerOptions? json;

    /// <summary>The sidecar's address; <c>DAPR_HTTP_ENDPOINT</c>, else <c>DAPR_HTTP_PORT</c> on loopback, else port 3500.</summary>
    public Uri HttpEndpoint { get; set; } = new("http://127.0.0.1:3500");

    /// <summary>
    /// The sidecar's gRPC address, for workflows; <c>DAPR_GRPC_ENDPOINT</c>, else <c>DAPR_GRPC_PORT</c> on loopback, else port 50001.
    /// </summary>
    public Uri GrpcEndpoint { get; set; } = new("http://127.0.0.1:50001");

    /// <summary>Sent as <c>dapr-api-token</c>; null for none.</summary>
    public string? ApiToken { get; set; }

    /// <summary>How long to wait for the head of an answer; bodies may stream for longer.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The most connections to the sidecar at once; further calls wait for one.</summary>
    public int MaxConnections { get; set; } = 256;

    /// <summary>
    /// How values become JSON: web casing; types known to <see cref="UseJson"/> by generated code, others by reflection. Frozen by first
    /// use.
    /// </summary>
    public JsonSerializerOptions Json => json ??= CreateJson();

    /// <summary>Adds source-generated metadata, preferred over reflection; call before the first use of <see cref="Json"/>.</summary>
    /// <param name="context">A <see cref="JsonSerializerContext"/>, usually its <c>Default</c>.</param>
    /// <returns>The options.</returns>
    /// <exception cref="InvalidOperationException">The JSON options are already in use.</exception>
    public DaprClientOptions UseJson(JsonSerializerContext context)
    {
        if (json is not null)
            throw new InvalidOperationException("The JSON options are already in use.");
        contexts.Add(context);
        return this;
    }

    /// <summary>Reads the addresses and tokens that the Dapr CLI gives to an app.</summary>
    /// <param name="configuration">Environment variables among others.</param>
    /// <returns>The options.</returns>
    public DaprClientOptions ReadFrom(IConfiguration configuration)
    {
        if (configuration["DAPR_HTTP_ENDPOINT"] is { Length: > 0 } endpoint)
            HttpEndpoint = new(endpoint);
        else if (configuration["DAPR_HTTP_PORT"] is { Length: > 0 } port)
            HttpEndpoint = new($"http://127.0.0.1:{port}");
        if (configuration["DAPR_GRPC_ENDPOINT"] is { Length: > 0 } grpcEndpoint)
            GrpcEndpoint = new(grpcEndpoint.Contains("://", StringComparison.Ordinal) ? grpcEndpoint : $"http://{grpcEndpoint}");
        else if (configuration["DAPR_GRPC_PORT"] is { Length: > 0 } grpcPort)
            GrpcEndpoint = new($"http://127.0.0.1:{grpcPort}");
        ApiToken = configuration["DAPR_API_TOKEN"] is { Length: > 0 } token ? token : ApiToken;
        return this;
    }

    private JsonSerializerOptions CreateJson()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            NumberHandling = JsonNumberHandling.Strict,
            AllowDuplicateProperties = false,
            RespectNullableAnnotations = true,
            TypeInfoResolver = JsonTypeInfoResolver.Combine([.. contexts, new DefaultJsonTypeInfoResolver()]),
        };
        options.MakeReadOnly();
        return options;
    }
}
