using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Platform.Local.Actors;
using Platform.Local.Components;
using Platform.Local.Components.State;
using Platform.Local.Scheduling;
using Platform.TaskHub;

namespace Platform.Local.Sidecar;

/// <summary>Who is where on this machine, and the one connection pool that leads there. No multicast, no name server.</summary>
internal sealed class AppDirectory(string @namespace, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<string, AppSidecar> apps = new();
    private readonly ConditionalWeakTable<IStateStore, GroupCommit> grouped = [];

    public string Namespace => @namespace;

    /// <summary>Everything in the host that falls due: schedules, timers, idle actors.</summary>
    public TimerWheel Wheel { get; } = new(time);

    /// <summary>Which app hosts which type of actors.</summary>
    public ActorPlacement Actors { get; } = new(time);

    /// <summary>Redirects, cookies, compression and trace headers are the caller's business, so all are passed through untouched.</summary>
    public HttpMessageInvoker Http { get; } = new(new ConnectFailures(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),
        EnableMultipleHttp2Connections = true,
    }));

    /// <summary>The one place where transactions of all apps on a store are gathered.</summary>
    public GroupCommit Grouped(IStateStore store) => grouped.GetValue(store, each => new GroupCommit(each));

    public void Add(AppSidecar sidecar) => apps[sidecar.AppId] = sidecar;

    /// <summary>An app by its id, or by <c>id.namespace</c>.</summary>
    public AppSidecar? Find(string address)
    {
        if (apps.TryGetValue(address, out var sidecar)) return sidecar;
        var suffix = "." + @namespace;
        return address.EndsWith(suffix, StringComparison.Ordinal) ? apps.GetValueOrDefault(address[..^suffix.Length]) : null;
    }

    public void Dispose()
    {
        Wheel.Dispose();
        Http.Dispose();
    }
}
