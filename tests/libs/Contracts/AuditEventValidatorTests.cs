namespace Platform.Contracts.Tests;

public sealed class AuditEventValidatorTests
{
    private static readonly AuditEventValidator validator = new();

    private static readonly AuditEvent valid = new()
    {
        Id = "e-1",
        Time = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero),
        Actor = "ann",
        ActorKind = ActorKind.User,
        Action = "POST /imports",
        ObjectType = "imports",
        Result = AuditResult.Allowed,
    };

    public static TheoryData<AuditEvent, string> Wrong => new()
    {
        { valid with { Id = "a b" }, "Id" },
        { valid with { Time = default }, "Time" },
        { valid with { Actor = "" }, "Actor" },
        { valid with { Actor = "a\0b" }, "Actor" },
        { valid with { Action = new('a', 101) }, "Action" },
        { valid with { ObjectType = "" }, "ObjectType" },
        { valid with { ObjectId = new('a', 201) }, "ObjectId" },
        { valid with { Before = "ABC" }, "Before" },
        { valid with { After = new('g', 64) }, "After" },
        { valid with { TraceId = "1" }, "TraceId" },
        { valid with { Personal = new Dictionary<string, string?> { ["email"] = "a@b" } }, "Subject" },
        { valid with { Subject = "p-1", Personal = new Dictionary<string, string?> { ["email"] = new('a', 4097) } }, "Personal" },
    };

    [Fact]
    public void Event_within_its_ranges_is_valid() => Assert.True(validator.Validate(valid with
    {
        Before = new('a', 64), After = new('0', 64), TraceId = new('f', 32), ObjectId = "é", Subject = "p-1",
        Personal = new Dictionary<string, string?> { ["email"] = "a@b" },
    }).IsValid);

    [Theory, MemberData(nameof(Wrong))]
    public void Field_out_of_range_is_named(AuditEvent e, string field) =>
        Assert.Equal([field], validator.Validate(e).Errors.Select(error => error.PropertyName));

    [Theory]
    [InlineData(null, "")]
    [InlineData("ann", "ann")]
    [InlineData("a\nb", "a?b")]
    public void Text_from_outside_is_made_to_fit(string? text, string expected) => Assert.Equal(expected, AuditFields.Fit(text));

    [Fact]
    public void Half_a_character_is_made_to_fit() => Assert.Equal("a?", AuditFields.Fit("a\ud800"));

    [Fact]
    public void Long_text_is_cut() => Assert.Equal(200, AuditFields.Fit(new('a', 1_000)).Length);
}
