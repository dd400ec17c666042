namespace Platform.System.Tests;

/// <summary>One running platform for all tests of a collection; each test has a tenant of its own.</summary>
public abstract class PlatformFixture(string profile) : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("platform-system-").FullName;
    private Running? running;

    internal Running Platform
    {
        get
        {
            Assert.SkipWhen(running is null, "redis-server is not installed (apt-get install redis-server).");
            return running;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (profile is not "redis" || Redis.IsInstalled) running = await Running.StartAsync(profile, folder);
    }

    public async ValueTask DisposeAsync()
    {
        if (running is not null) await running.DisposeAsync();
        Directory.Delete(folder, recursive: true);
        GC.SuppressFinalize(this);
    }
}

/// <summary>The platform as <c>./platform up</c> starts it.</summary>
public sealed class LocalPlatform() : PlatformFixture("local");

/// <summary>The platform on Redis.</summary>
public sealed class RedisPlatform() : PlatformFixture("redis");

[CollectionDefinition(Name)]
public sealed class OnLocal : ICollectionFixture<LocalPlatform>
{
    public const string Name = "local";
}

[CollectionDefinition(Name)]
public sealed class OnRedis : ICollectionFixture<RedisPlatform>
{
    public const string Name = "redis";
}

internal static class Redis
{
    public static bool IsInstalled { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, "redis-server")));
}
