using System.Text;

namespace Platform.Sigma.Tests;

/// <summary>Each modifier with a case of its own.</summary>
public sealed class ModifierTests
{
    [Theory]
    [InlineData("F|contains: admin", "the ADMIN account", "the adm account")]
    [InlineData("F|startswith: net", "Net user", "dotnet user")]
    [InlineData("F|endswith: .exe", "cmd.EXE", "cmd.exe /c")]
    [InlineData("F|contains|all: [whoami, /all]", "whoami /priv /ALL", "whoami /priv")]
    [InlineData("F|contains: [whoami, ipconfig]", "ipconfig /all", "hostname")]
    [InlineData("F|cased: Admin", "Admin", "admin")]
    [InlineData("F|contains|cased: Admin", "an Admin", "an admin")]
    [InlineData("F|neq: Admin", "user", "ADMIN")]
    [InlineData("F|neq: [a, b]", "c", "B")]
    [InlineData("F|contains|neq: dm", "user", "ADMIN")]
    [InlineData("F|neq: 5", "6", "5")]
    [InlineData("F|re: ^ab+c$", "abbc", "ABBC")]
    [InlineData("F|re: b{2}", "abbc", "abc")]
    [InlineData("F|re|i: ^ab+c$", "ABBC", "ac")]
    [InlineData("F|re|m: ^b$", "a\nb\nc", "abc")]
    [InlineData("F|re|s: a.c", "a\nc", "ac")]
    [InlineData("F|re: ^(?!x).*z$", "yz", "xz")]
    [InlineData("F|cidr: 10.0.0.0/8", "10.1.2.3", "11.1.2.3")]
    [InlineData("F|cidr: 192.168.128.0/17", "192.168.255.1", "192.168.127.1")]
    [InlineData("F|cidr: [127.0.0.0/8, '2001:db8::/33']", "2001:db8:7fff::1", "2001:db8:8000::1")]
    [InlineData("F|cidr: 10.0.0.0/8", "::ffff:10.1.2.3", "::10.1.2.3")]
    [InlineData("F|cidr: '::1'", "::1", "::2")]
    [InlineData("F|cidr: 0.0.0.0/0", "8.8.8.8", "no address")]
    [InlineData("F|lt: 10", "9.5", "10")]
    [InlineData("F|lte: 10", "10", "10.5")]
    [InlineData("F|gt: 10", "0x0b", "10")]
    [InlineData("F|gte: 10", "10", "many")]
    [InlineData("F|minute: 5", "2026-03-01T10:05:00Z", "2026-03-01T10:06:00Z")]
    [InlineData("F|hour|lt: 6", "2026-03-01T05:59:00+02:00", "2026-03-01T06:00:00+02:00")]
    [InlineData("F|day: 31", "2026-03-31 10:05:00", "2026-03-30 10:05:00")]
    [InlineData("F|week: 1", "2024-12-31", "2024-12-28")]
    [InlineData("F|month|gte: 11", "2026-11-01", "2026-10-31")]
    [InlineData("F|year: 2026", "2026-01-01", "no time")]
    [InlineData("F|windash|contains: ' -f '", "a /F b", "a f b")]
    [InlineData("F|contains|windash: ' /foo-bar'", "a \u2015foo-bar", "a -foo/bar")]
    [InlineData("F|base64|contains: foobar", "x Zm9vYmFy y", "foobar")]
    [InlineData("F|utf16le|base64|contains: cmd", "x YwBtAGQA y", "x Y21k y")]
    [InlineData("F|wide|base64|contains: cmd", "x YwBtAGQA y", "x AGMAbQBk y")]
    [InlineData("F|utf16be|base64|contains: cmd", "x AGMAbQBk y", "x YwBtAGQA y")]
    [InlineData("F|utf16|base64|contains: cmd", "//5jAG0AZAA=", "YwBtAGQA")]
    [InlineData("F|wide: ab", "a\0b\0", "ab")]
    public void A_modifier_decides_what_fires(string line, string fires, string silent)
    {
        var rule = Rule.With(line);

        Assert.True(rule.Fires(fires));
        Assert.False(rule.Fires(silent));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_text_in_Base64_is_found_at_every_offset(int before)
    {
        var rule = Rule.With("F|base64offset|contains: http://");

        Assert.True(rule.Fires(Convert.ToBase64String(Encoding.UTF8.GetBytes(new string('.', before) + "http://a.example"))));
        Assert.False(rule.Fires(Convert.ToBase64String(Encoding.UTF8.GetBytes(new string('.', before) + "ftp://a.example"))));
    }

    [Fact]
    public void Exists_asks_for_the_field_and_not_for_its_value()
    {
        Assert.True(Rule.With("F|exists: true").Fires(("F", null)));
        Assert.False(Rule.With("F|exists: true").Fires(("G", "1")));
        Assert.True(Rule.With("F|exists: false").Fires(("f", "names have case")));
        Assert.False(Rule.With("F|exists: false").Fires(("F", "")));
    }

    [Theory]
    [InlineData("F|fieldref: G", "Same", "same", "other")]
    [InlineData("F|fieldref|startswith: G", "same and more", "same", "more")]
    [InlineData("F|fieldref|endswith: G", "more of the same", "same", "more")]
    [InlineData("F|fieldref|contains: G", "a same b", "same", "other")]
    [InlineData("F|fieldref|neq: G", "other", "same", "other")]
    [InlineData("F|fieldref|cased: G", "Same", "Same", "same")]
    public void A_field_is_compared_with_another(string line, string field, string other, string silent)
    {
        Assert.True(Rule.With(line).Fires(("F", field), ("G", other)));
        Assert.False(Rule.With(line).Fires(("F", field), ("G", silent)));
    }

    [Fact]
    public void Nothing_is_compared_with_a_field_that_is_not_there()
    {
        Assert.False(Rule.With("F|fieldref|contains: G").Fires("text"));
    }

    [Fact]
    public void A_placeholder_is_expanded_to_each_of_its_values()
    {
        const string Yaml = "title: t\nlogsource: { product: windows }\ndetection: { s: { F|expand: 'x-%who%-%what%' }, condition: s }";
        var values = new Dictionary<string, IReadOnlyList<string>> { ["who"] = ["a", "b"], ["what"] = ["c*"] };
        var rule = SigmaRuleFile.Parse(Yaml, "r.yml", values)[0];

        Assert.True(rule.Fires("x-b-cd"));
        Assert.False(rule.Fires("x-e-cd"));
        Assert.Contains("%who%", Assert.Throws<SigmaException>(() => SigmaRuleFile.Parse(Yaml, "r.yml")).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Percent_signs_mean_nothing_without_expand()
    {
        Assert.True(Rule.With("F: '%who%'").Fires("%WHO%"));
    }
}
