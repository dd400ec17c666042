using Platform.Contracts;

namespace Platform.Hosting;

/// <summary>
/// Gives a service a token to call another one in the name of a tenant when no caller is there, e.g. in a workflow. The counterpart of
/// <see cref="ITokenVerifier"/>: the development issuer is one; an identity provider's client-credentials grant will be another.
/// </summary>
public interface IServiceTokens
{
    /// <summary>A token that is good for some minutes: ask for each call anew, do not keep it.</summary>
    /// <param name="tenant">Whose data the call is about.</param>
    /// <param name="role">The least role that allows it, one of <see cref="Roles"/>.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>The token, as it goes after <c>Bearer</c>.</returns>
    ValueTask<string> TokenAsync(TenantId tenant, string role, CancellationToken ct);
}

/// <summary>Tokens of the development issuer, with the name of this service as their subject.</summary>
internal sealed class DevelopmentServiceTokens(DevelopmentTokens tokens, string service) : IServiceTokens
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    public ValueTask<string> TokenAsync(TenantId tenant, string role, CancellationToken ct) =>
        ValueTask.FromResult(tokens.Issue(new($"service:{service}", tenant.ToString(), [role], Lifetime)));
}
