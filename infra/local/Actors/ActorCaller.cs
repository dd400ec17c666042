using System.Net;
using Platform.Local.Resiliency;
using Platform.Local.Sidecar;

namespace Platform.Local.Actors;

/// <summary>Calls of actors by one app, wherever they are hosted, under the app's policies for them.</summary>
internal sealed class ActorCaller(AppSidecar sidecar)
{
    /// <summary>The caller gets such an answer as it is, whatever its status.</summary>
    private const string OwnErrorHeader = "X-DaprErrorResponseHeader";

    /// <exception cref="ApiException">Anything but an answer for the caller.</exception>
    public async Task<HttpResponseMessage> CallAsync(ActorCall call, CancellationToken ct)
    {
        HttpResponseMessage answer;
        try
        {
            var policies = sidecar.Resources.Policies.ForActor(call.Id.Type, call.Id.Id);
            var limited = call with { Within = policies.Within };
            answer = await policies.Before.RunAsync(attempt => OnceAsync(limited, attempt), ErrorCode, ct);
        }
        catch (Exception error) when (Expected(error, ct))
        {
            throw ActorErrors.Failed(error.Message);
        }

        if (IsForCaller(answer)) return answer;
        using (answer) throw ActorErrors.Failed(await DescribeAsync(answer, call, ct));
    }

    private async Task<HttpResponseMessage> OnceAsync(ActorCall call, CancellationToken ct)
    {
        while (true)
        {
            var host = await sidecar.Directory.Actors.FindAsync(call.Id, ct);
            // Null: the app went away between the two, and whoever comes next is asked.
            if (await host.CallAsync(call, ct) is { } answer) return answer;
        }
    }

    private static bool Expected(Exception error, CancellationToken ct) =>
        error is HttpRequestException or NoAddressException or TimeoutException or CircuitOpenException
        || (error is OperationCanceledException && !ct.IsCancellationRequested);

    // That a method does not exist is no fault of the app's health: neither tried again nor counted.
    private static int? ErrorCode(HttpResponseMessage answer) =>
        IsForCaller(answer) || answer.StatusCode is HttpStatusCode.NotFound ? null : (int)answer.StatusCode;

    private static bool IsForCaller(HttpResponseMessage answer) =>
        answer.StatusCode is HttpStatusCode.OK || answer.Headers.NonValidated.Contains(OwnErrorHeader);

    private static async Task<string> DescribeAsync(HttpResponseMessage answer, ActorCall call, CancellationToken ct) =>
        answer.StatusCode is HttpStatusCode.NotFound
            ? $"actor method not found: the app knows no {call.Method} of {call.Id.Type}/{call.Id.Id}"
            : $"error from actor service: ({(int)answer.StatusCode}) {await answer.Content.ReadAsStringAsync(ct)}";
}
