using Platform.Contracts;

namespace Platform.Hosting.Tests;

public sealed class TenantDirectoryTests
{
    private static readonly TenantId acme = new("acme");

    [Theory]
    [InlineData(TenantStatus.Onboarding, Standing.Onboarding)]
    [InlineData(TenantStatus.Active, Standing.Active)]
    [InlineData(TenantStatus.Suspended, Standing.Suspended)]
    [InlineData(TenantStatus.Erasing, Standing.Gone)]
    [InlineData(TenantStatus.Erased, Standing.Gone)]
    public void A_registered_tenant_stands_as_its_entry_says(TenantStatus status, Standing expected)
    {
        foreach (var isRequired in (bool[])[true, false])
        {
            var directory = With(isRequired, status);

            Assert.Equal(expected, directory.StandingOf(acme));
        }
    }

    [Fact]
    public void Where_tenants_are_required_nobody_is_served_before_the_registry_is_read_and_no_stranger_after()
    {
        var directory = new TenantDirectory(isRequired: true);
        Assert.Equal(Standing.Unread, directory.StandingOf(acme));

        directory.Apply(new(7, [], IsLast: false));
        Assert.Equal(Standing.Unread, directory.StandingOf(acme));

        directory.Apply(new(9, [], IsLast: true));
        Assert.Equal((Standing.Unknown, 9), (directory.StandingOf(acme), directory.Sequence));
    }

    [Fact]
    public void Where_they_are_not_a_stranger_is_served() =>
        Assert.Equal(Standing.Active, new TenantDirectory(isRequired: false).StandingOf(acme));

    [Fact]
    public void The_operators_are_always_served() =>
        Assert.Equal(Standing.Active, new TenantDirectory(isRequired: true).StandingOf(TenantId.Operators));

    [Fact]
    public void Work_of_a_tenant_ends_when_it_is_barred_and_only_then()
    {
        var directory = With(isRequired: true, TenantStatus.Active);
        var stream = directory.Barred(acme);

        directory.Apply(Page(TenantStatus.Active));
        Assert.False(stream.IsCancellationRequested);
        Assert.Equal(stream, directory.Barred(acme));

        directory.Apply(Page(TenantStatus.Suspended));
        Assert.True(stream.IsCancellationRequested);

        directory.Apply(Page(TenantStatus.Active));
        Assert.False(directory.Barred(acme).IsCancellationRequested);
    }

    [Fact]
    public void Work_that_began_before_the_tenant_was_known_ends_with_it_too()
    {
        var directory = new TenantDirectory(isRequired: false);
        var stream = directory.Barred(acme);

        directory.Apply(Page(TenantStatus.Active));
        directory.Apply(Page(TenantStatus.Suspended));

        Assert.True(stream.IsCancellationRequested);
    }

    [Fact]
    public void Uses_of_keys_are_told_once_with_the_latest_time()
    {
        var directory = new TenantDirectory(isRequired: false);
        directory.NoteUse(acme, "k1", DateTimeOffset.UnixEpoch);
        directory.NoteUse(acme, "k1", DateTimeOffset.UnixEpoch.AddSeconds(5));

        Assert.Equal([new KeyUse(acme, "k1", DateTimeOffset.UnixEpoch.AddSeconds(5))], directory.TakeUses());
        Assert.Empty(directory.TakeUses());
    }

    internal static DirectoryEntry Entry(string tenant, TenantStatus status) => new()
    {
        Tenant = new(tenant),
        Status = status,
        Quotas = new(),
        Roles = new Dictionary<string, IReadOnlyList<string>>(),
        Features = new Dictionary<string, bool>(),
        Keys = [],
    };

    private static TenantDirectory With(bool isRequired, TenantStatus status)
    {
        var directory = new TenantDirectory(isRequired);
        directory.Apply(Page(status));
        return directory;
    }

    private static DirectoryPage Page(TenantStatus status) => new(1, [Entry("acme", status)], IsLast: true);
}
