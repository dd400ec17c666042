using Npgsql;

namespace Platform.Postgres.Tests;

public sealed class ConnectionTextTests
{
    [Fact]
    public void A_uri_is_read_with_its_escapes()
    {
        var settings = ConnectionText.Parse(
            "postgresql://us%40er:p%3A%2Fss@db.example:5433/plat%20form?sslmode=verify-full&application_name=x");

        Assert.Equal(("db.example", 5433, "plat form"), (settings.Host, settings.Port, settings.Database));
        Assert.Equal(("us@er", "p:/ss"), (settings.Username, settings.Password));
        Assert.Equal((SslMode.VerifyFull, "x"), (settings.SslMode, settings.ApplicationName));
    }

    [Fact]
    public void A_uri_without_port_means_the_usual_one() => Assert.Equal(5432, ConnectionText.Parse("postgres://u@h/d").Port);

    [Fact]
    public void Npgsqls_own_form_is_taken_as_it_is() =>
        Assert.Equal("h", ConnectionText.Parse("Host=h;Username=u;Database=d").Host);

    [Theory]
    [InlineData("")]
    [InlineData("postgresql://:::")]
    [InlineData("secret nonsense")]
    [InlineData("postgresql://u@h/d?colour=blue")]
    public void Anything_else_is_refused_without_repeating_it(string text)
    {
        var refused = Assert.Throws<FormatException>(() => ConnectionText.Parse(text));

        Assert.Contains("PLATFORM_POSTGRES", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("57P01", true)]
    [InlineData("53300", true)]
    [InlineData("40P01", true)]
    [InlineData("42601", false)]
    [InlineData("42501", false)]
    [InlineData("23505", false)]
    public void Only_a_database_that_is_away_asks_for_another_try(string state, bool away) =>
        Assert.Equal(away, DatabaseAway.IsAway(new PostgresException("x", "ERROR", "ERROR", state)));

    [Fact]
    public void No_answer_at_all_is_away() => Assert.True(DatabaseAway.IsAway(new NpgsqlException("Failed to connect")));
}
