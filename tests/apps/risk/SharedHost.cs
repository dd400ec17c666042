namespace Platform.Risk.Tests;

/// <summary>One service for all tests of a class that leave nothing behind for each other.</summary>
public sealed class SharedHost : IAsyncLifetime
{
    private RiskHost? host;

    internal RiskHost Host => host ?? throw new InvalidOperationException("The service has not been started.");

    public async ValueTask InitializeAsync() => host = await RiskHost.StartAsync();

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
