using System.Text.Json;
using Platform.Contracts;
using Platform.Load.Sending;

namespace Platform.Cli.Imports;

/// <summary>The public API of imports.</summary>
internal sealed class ImportCalls(GatewayClient gateway)
{
    public Task<Import> StartAsync(ImportRequest request, CancellationToken ct)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(request, ContractsJson.Default.ImportRequest);
        return gateway.CallAsync(HttpMethod.Post, "imports", body, ContractsJson.Default.Import, ct);
    }

    public Task<Import> GetAsync(string id, CancellationToken ct) =>
        gateway.CallAsync(HttpMethod.Get, $"imports/{Uri.EscapeDataString(id)}", null, ContractsJson.Default.Import, ct);

    /// <summary><c>pause</c>, <c>resume</c> or <c>cancel</c>.</summary>
    public Task<Import> ChangeAsync(string id, string verb, CancellationToken ct) =>
        gateway.CallAsync(HttpMethod.Post, $"imports/{Uri.EscapeDataString(id)}/{verb}", null, ContractsJson.Default.Import, ct);
}
