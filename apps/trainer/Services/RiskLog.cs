using System.Text;
using System.Text.Json;
using Platform.Contracts;
using Platform.Dapr;
using Platform.Hosting;
using Platform.Scoring;

namespace Platform.Trainer.Services;

/// <summary>What risk knows: the features in force and the events of its log, by service invocation.</summary>
internal sealed class RiskLog(DaprClient dapr)
{
    private const string App = "risk";
    private const int PageSize = 50_000;

    /// <summary>The features in force.</summary>
    public async Task<TransactionFeatures> FeaturesAsync(TenantId tenant, CancellationToken ct)
    {
        using var answer = await GetAsync(tenant, "features", ct);
        return TransactionFeatures.Parse(await answer.Content.ReadAsStringAsync(ct), TransactionFeatures.FileName);
    }

    /// <summary>All events of the log, in order of their time; those of one moment in the order of the log.</summary>
    /// <exception cref="FraudTrainingException">There are more than may be read.</exception>
    public async Task<List<Transaction>> EventsAsync(TenantId tenant, int most, CancellationToken ct)
    {
        var (events, last) = (new List<Transaction>(), 0L);
        for (var more = true; more;)
        {
            var before = events.Count;
            last = await ReadAsync(tenant, last, events, ct);
            more = events.Count - before == PageSize;
            if (events.Count > most) throw new FraudTrainingException($"There are more than {most:N0} events.");
        }

        return [.. events.OrderBy(e => e.Time)];
    }

    private async Task<long> ReadAsync(TenantId tenant, long after, List<Transaction> events, CancellationToken ct)
    {
        using var answer = await GetAsync(tenant, $"events?after={after}&limit={PageSize}", ct);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(ct), Encoding.UTF8);
        while (await lines.ReadLineAsync(ct) is { } line)
        {
            var logged = JsonSerializer.Deserialize(line, ContractsJson.Default.LoggedEvent)
                ?? throw new DaprException("A line of the log is null.");
            events.Add(logged.Transaction);
            after = logged.Sequence;
        }

        return after;
    }

    private async Task<HttpResponseMessage> GetAsync(TenantId tenant, string path, CancellationToken ct)
    {
        using var request = dapr.CreateTenantRequest(HttpMethod.Get, App, (tenant, path));
        var answer = await dapr.InvokeMethodWithResponseAsync(request, ct);
        if (answer.IsSuccessStatusCode) return answer;

        using (answer) throw new DaprException($"Risk answered {(int)answer.StatusCode}.") { StatusCode = answer.StatusCode };
    }
}
