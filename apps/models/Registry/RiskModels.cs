using System.Net;
using System.Text.Json;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Hosting;

namespace Platform.Models.Registry;

/// <summary>Gives models to risk, by service invocation.</summary>
internal sealed class RiskModels(DaprClient dapr)
{
    private const string App = "risk";

    /// <summary>Has risk check a model's file and put it in force; without a file: none.</summary>
    /// <returns>Why risk refuses it; null when it is in force.</returns>
    /// <exception cref="DaprException">Risk is away.</exception>
    public async Task<string?> DeployAsync(TenantId tenant, ModelActivation choice, ReadOnlyMemory<byte>? file, CancellationToken ct)
    {
        if (file is { } bytes && await CallAsync(HttpMethod.Put, (tenant, choice.Version), bytes, ct) is { } refusal) return refusal;

        var body = JsonSerializer.SerializeToUtf8Bytes(choice, ContractsJson.Default.ModelActivation);
        return await CallAsync(HttpMethod.Post, (tenant, "activate"), body, ct);
    }

    private async Task<string?> CallAsync(
        HttpMethod method, (TenantId Tenant, string Path) route, ReadOnlyMemory<byte> json, CancellationToken ct)
    {
        using var request = dapr.CreateTenantRequest(method, App, (route.Tenant, $"ml/models/{route.Path}"), json);
        using var answer = await dapr.InvokeMethodWithResponseAsync(request, ct);
        if (answer.IsSuccessStatusCode) return null;
        if (answer.StatusCode is not (HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.Conflict))
            throw new DaprException($"Risk answered {(int)answer.StatusCode}.") { StatusCode = answer.StatusCode };

        return await answer.ReadReasonAsync("Scoring does not know it.", ct);
    }
}
