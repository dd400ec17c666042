using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Hosting;

namespace Platform.Trainer.Services;

/// <summary>What models knows and keeps: labels, data sets, models, reports, by service invocation.</summary>
internal sealed class ModelsRegistry(DaprClient dapr)
{
    private const string App = "models";
    private const int PageSize = 5_000;

    /// <summary>All that was known at a time of how events turned out.</summary>
    public async Task<KnownLabels> LabelsAsync(TenantId tenant, DateTimeOffset asOf, CancellationToken ct)
    {
        var labels = new KnownLabels(asOf);
        for (var (after, more) = (0L, true); more;)
        {
            var page = await GetAsync(tenant, $"labels/outcomes?after={after}&limit={PageSize}", ContractsJson.Default.OutcomePage, ct);
            foreach (var outcome in page?.Items ?? []) labels.Add(outcome);
            (after, more) = (page?.Items is [.., var last] ? last.Number : after, page?.Items.Count == PageSize);
        }

        for (var (after, more) = ("", true); more;)
        {
            var path = $"labels/entities?after={Uri.EscapeDataString(after)}&limit={PageSize}";
            var page = await GetAsync(tenant, path, ContractsJson.Default.EntityLabelPage, ct);
            foreach (var given in page?.Items ?? []) labels.Add(given.Label);
            (after, more) = (page?.Items is [.., var last] ? last.Label.Id : after, page?.Items.Count == PageSize);
        }

        return labels;
    }

    /// <summary>The data set of the latest training; null for none.</summary>
    public Task<DataSetView?> LatestDataSetAsync(TenantId tenant, CancellationToken ct) =>
        GetAsync(tenant, "ml/data-sets/latest", ContractsJson.Default.DataSetView, ct);

    /// <summary>The model in force; null for none.</summary>
    public Task<ModelView?> ChampionAsync(TenantId tenant, CancellationToken ct) =>
        GetAsync(tenant, "ml/models/champion", ContractsJson.Default.ModelView, ct);

    /// <summary>A training that has ended; null for none.</summary>
    public Task<RetrainingRun?> RunAsync(TenantId tenant, string id, CancellationToken ct) =>
        GetAsync(tenant, $"ml/runs/{Uri.EscapeDataString(id)}", ContractsJson.Default.RetrainingRun, ct);

    /// <summary>The latest trainings.</summary>
    public async Task<RetrainingRuns> RunsAsync(TenantId tenant, CancellationToken ct) =>
        await GetAsync(tenant, "ml/runs", ContractsJson.Default.RetrainingRuns, ct) ?? new([]);

    /// <summary>A model's file.</summary>
    public async Task<byte[]> FileAsync(TenantId tenant, string version, CancellationToken ct)
    {
        using var answer = await SendAsync(HttpMethod.Get, tenant, $"ml/models/{version}/file", null, ct);
        return answer.IsSuccessStatusCode ? await answer.Content.ReadAsByteArrayAsync(ct) : throw Refused(answer);
    }

    public Task KeepAsync(TenantId tenant, DataSetView view, CancellationToken ct) =>
        PostAsync(tenant, "ml/data-sets", JsonSerializer.SerializeToUtf8Bytes(view, ContractsJson.Default.DataSetView), ct);

    public Task KeepAsync(TenantId tenant, ModelCard card, CancellationToken ct) =>
        PostAsync(tenant, "ml/cards", JsonSerializer.SerializeToUtf8Bytes(card, ContractsJson.Default.ModelCard), ct);

    public Task KeepAsync(TenantId tenant, RetrainingRun run, CancellationToken ct) =>
        PostAsync(tenant, "ml/runs", JsonSerializer.SerializeToUtf8Bytes(run, ContractsJson.Default.RetrainingRun), ct);

    /// <summary>Registers a model as a candidate.</summary>
    public Task AddAsync(TenantId tenant, byte[] file, (string By, string DataSet, string Run) origin, CancellationToken ct) =>
        PostAsync(tenant, $"ml/models?by={Uri.EscapeDataString(origin.By)}&dataSet={origin.DataSet}&run={origin.Run}", file, ct);

    /// <summary>Has a model decide.</summary>
    /// <returns>Why it may not; null when it does.</returns>
    public async Task<string?> PromoteAsync(TenantId tenant, Promotion promotion, CancellationToken ct)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(promotion, ContractsJson.Default.Promotion);
        using var answer = await SendAsync(HttpMethod.Post, tenant, "ml/models/promote", body, ct);
        if (answer.IsSuccessStatusCode) return null;
        if (answer.StatusCode is not HttpStatusCode.Conflict) throw Refused(answer);

        return await answer.ReadReasonAsync("Scoring refused it.", ct);
    }

    private async Task<T?> GetAsync<T>(TenantId tenant, string path, JsonTypeInfo<T> json, CancellationToken ct) where T : class
    {
        using var answer = await SendAsync(HttpMethod.Get, tenant, path, null, ct);
        if (answer.StatusCode is HttpStatusCode.NotFound) return null;
        return answer.IsSuccessStatusCode
            ? await JsonSerializer.DeserializeAsync(await answer.Content.ReadAsStreamAsync(ct), json, ct)
            : throw Refused(answer);
    }

    private async Task PostAsync(TenantId tenant, string path, byte[] json, CancellationToken ct)
    {
        using var answer = await SendAsync(HttpMethod.Post, tenant, path, json, ct);
        if (!answer.IsSuccessStatusCode) throw Refused(answer);
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, TenantId tenant, string path, byte[]? json, CancellationToken ct)
    {
        using var request = dapr.CreateTenantRequest(method, App, (tenant, path), json);
        return await dapr.InvokeMethodWithResponseAsync(request, ct);
    }

    private static DaprException Refused(HttpResponseMessage answer) =>
        new($"Models answered {(int)answer.StatusCode}.") { StatusCode = answer.StatusCode };
}
