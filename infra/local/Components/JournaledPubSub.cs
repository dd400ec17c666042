namespace Platform.Local.Components;

/// <summary>A broker that remembers what it was given.</summary>
internal sealed class JournaledPubSub(string name, IPubSub broker, PublishJournal journal) : IPubSub
{
    public bool HasNativeTtl => broker.HasNativeTtl;

    public IReadOnlyList<string> Capabilities => broker.Capabilities;

    public Task InitAsync(CancellationToken ct) => broker.InitAsync(ct);

    public async Task PublishAsync(string topic, IReadOnlyList<Message> messages, CancellationToken ct)
    {
        await broker.PublishAsync(topic, messages, ct);
        journal.Add(name, topic, messages);
    }

    public Task<IAsyncDisposable> SubscribeAsync(Subscribe subscribe, Deliver deliver, CancellationToken ct) =>
        broker.SubscribeAsync(subscribe, deliver, ct);

    public void AllDeclared() => broker.AllDeclared();

    public ValueTask DisposeAsync() => broker.DisposeAsync();
}
