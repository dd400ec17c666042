using Platform.Local.Postgres;

namespace Platform.Local.Tests.Postgres;

public sealed class PostgresConnectionStringTests
{
    [Theory]
    [InlineData("postgres://u%40x:p%2Fw@127.0.0.1:5433/d%20b?sslmode=verify-full")]
    [InlineData("host=127.0.0.1 port = 5433 user='u@x' password='p/w' dbname='d b' sslmode=verify-full pool_max_conns=4")]
    [InlineData("Host=127.0.0.1;Port=5433;Username=u@x;Password=p/w;Database=d b;SSL Mode=VerifyFull")]
    public void The_three_forms_mean_the_same(string text)
    {
        var parsed = PostgresConnectionString.Parse(text);

        Assert.Equal(
            ("127.0.0.1", 5433, "u@x", "p/w", "d b", "VerifyFull"),
            (parsed.Host, parsed.Port, parsed.Username, parsed.Password, parsed.Database, parsed.SslMode.ToString()));
    }

    [Fact]
    public void A_quote_in_a_password_is_escaped_with_a_backslash() =>
        Assert.Equal(@"a'b\c", PostgresConnectionString.Parse(@"host=h password='a\'b\\c'").Password);

    [Fact]
    public void A_keyword_that_is_not_known_is_named()
    {
        var error = Assert.Throws<ArgumentException>(() => PostgresConnectionString.Parse("host=h nonsense=1"));

        Assert.Contains("nonsense", error.Message, StringComparison.Ordinal);
    }
}
