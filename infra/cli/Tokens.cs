using Platform.Hosting;
using Platform.Local.Launcher;

namespace Platform.Cli;

/// <summary>Tokens of the development issuer, signed with the key in the data folder.</summary>
internal sealed class Tokens(DataFolder data, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly DevelopmentTokens issuer = DevelopmentTokens.FromKey(data.DevelopmentKey(), time);
    private readonly Lock gate = new();
    private (string Token, DateTimeOffset Renew) last;

    public string Issue(string tenant, IReadOnlyList<string> roles, TimeSpan lifetime) =>
        issuer.Issue(new TokenRequest("platform-cli", tenant, roles, lifetime));

    /// <summary>A token for sending and reading that is renewed in time.</summary>
    public Func<string> Renewed(string tenant) => () =>
    {
        lock (gate)
        {
            if (time.GetUtcNow() >= last.Renew)
            {
                last = (Issue(tenant, [Roles.Service, Roles.Analyst], Lifetime), time.GetUtcNow() + Lifetime / 2);
            }

            return last.Token;
        }
    };
}
