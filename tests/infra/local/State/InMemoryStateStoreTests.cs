using Platform.Local.Components;
using Platform.Local.Components.State;

namespace Platform.Local.Tests.State;

public sealed class InMemoryStateStoreTests : MovedClockRules
{
    private protected override Task<IStateStore> StoreAsync() => Task.FromResult<IStateStore>(new InMemoryStateStore(Time));
}
