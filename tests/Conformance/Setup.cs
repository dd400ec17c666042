using Platform.Local;

namespace Platform.Conformance.Tests;

/// <summary>What a test needs of its sidecar.</summary>
internal sealed record Setup
{
    /// <summary>What a real daprd can have been started with: the files in <c>resources</c>, and the apps a and b.</summary>
    public static Setup Standard { get; } = new() { Resources = StandardResources.All(), IsStandard = true };

    /// <summary>The standard resources, in a host that only this test uses and so may change.</summary>
    public static Setup Fresh { get; } = Standard with { IsStandard = false };

    /// <summary>YAML text of the resources.</summary>
    public IReadOnlyList<string> Resources { get; init; } = [];

    /// <summary>App ids.</summary>
    public IReadOnlyList<string> Apps { get; init; } = ["a", "b"];

    /// <summary>Tells the apps what to answer before the sidecar first asks.</summary>
    public Action<TestApp> Prepare { get; init; } = _ => { };

    /// <summary>Changes what the host is started with.</summary>
    public Func<LocalHostOptions, LocalHostOptions> Options { get; init; } = options => options;

    /// <summary>The apps listen only when the test starts them.</summary>
    public bool AppsComeLater { get; init; }

    /// <summary>Whether a sidecar that somebody else started can serve the test.</summary>
    public bool IsStandard { get; private init; }

    /// <summary>Only these resources.</summary>
    public static Setup Own(params string[] resources) => new() { Resources = resources };

    /// <summary>The standard resources with each component of this category on another backend.</summary>
    /// <param name="category">E.g. <c>state</c>.</param>
    /// <param name="backend">E.g. <c>in-memory</c>, or the lines of YAML that replace it.</param>
    public static Setup On(string category, Backend backend) => Standard with
    {
        Resources = [.. Standard.Resources.Select(text => backend.Replace(category, text))],
        IsStandard = backend == Backend.InMemory,
    };
}
