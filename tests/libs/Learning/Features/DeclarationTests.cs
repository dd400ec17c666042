using Platform.Learning.Features;

namespace Platform.Learning.Tests.Features;

/// <summary>A mistake in a declaration is told with its place and in plain words.</summary>
public sealed class DeclarationTests
{
    [Theory]
    [InlineData("name: a, function: cuont, entity: who, window: 1d", "There is no function 'cuont'. Did you mean 'count'?")]
    [InlineData("name: a, function: sum, of: amuont, entity: who, window: 1d", "Did you mean 'amount'?")]
    [InlineData("name: a, function: sum, of: amount, entity: hwo, window: 1d", "There is no entity 'hwo'. Did you mean 'who'?")]
    [InlineData("name: a, function: distinct, of: amount, entity: who, window: 1d", "There is no text field 'amount'.")]
    [InlineData("name: a, function: sum, of: amount, entity: who", "'a' needs a window")]
    [InlineData("name: a, function: sum, of: amount, entity: who, window: 1w", "'window' is a time")]
    [InlineData("name: a, function: sum, of: amount, entity: who, window: 400d", "'window' is a time")]
    [InlineData("name: a, function: sum, of: amount, entity: who, window: 65 events", "2 to 64 events")]
    [InlineData("name: a, function: frauds, entity: who, window: 3 events", "needs a window of time")]
    [InlineData("name: a, function: spike, entity: who, window: 1h", "longer than")]
    [InlineData("name: a, function: quantile, of: amount, entity: who, q: 2", "'q' is a number from 0 to 1")]
    [InlineData("name: a, function: sinceLast, entity: who, windwo: 1d", "takes no 'windwo'.")]
    [InlineData("name: a, function: night, where: { kind: x }", "takes no 'where'.")]
    [InlineData("name: a, function: sinceLast, entity: who, where: { knid: x }", "Did you mean 'kind'?")]
    [InlineData("name: a b, function: night", "A name is")]
    [InlineData("name: a, function: value, of: a", "There is no number field or earlier feature 'a'.")]
    [InlineData("function: night", "This feature needs 'name'")]
    [InlineData("name: a, function: night", "There is another feature 'a'", true)]
    public void Mistake_is_told_with_its_line(string feature, string problem, bool twice = false)
    {
        var yaml = Scene.One(feature) + (twice ? $"  - {{ {feature} }}\n" : "");

        var wrong = Assert.Throws<FeatureSetException>(() => FeatureSet.Parse(yaml, "mine.yaml"));

        Assert.Contains(problem, wrong.Problem, StringComparison.Ordinal);
        Assert.StartsWith($"mine.yaml:{(twice ? 6 : 5)}:", wrong.Message, StringComparison.Ordinal);
        Assert.True(wrong.Column > 4);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("features: []")]
    [InlineData("features: [")]
    [InlineData("numbers: &a [x]\ntexts: *a\nfeatures: []")]
    [InlineData("numbers: [[[[[[[[[[[[a]]]]]]]]]]]]")]
    [InlineData("numbers: [a]\ntexts: [a]\nfeatures: [{ name: n, function: night }]")]
    [InlineData("numbers: [a, a]\nfeatures: [{ name: n, function: night }]")]
    [InlineData("---\nfeatures: []\n---\nfeatures: []")]
    public void Broken_file_is_refused(string yaml) => Assert.Throws<FeatureSetException>(() => FeatureSet.Parse(yaml, "mine.yaml"));

    [Fact]
    public void Too_many_features_and_too_long_files_are_refused()
    {
        var many = "features:\n" + string.Concat(Enumerable.Range(0, 129).Select(i => $"  - {{ name: n{i}, function: night }}\n"));

        Assert.Contains("128", Assert.Throws<FeatureSetException>(() => FeatureSet.Parse(many, "f")).Problem, StringComparison.Ordinal);
        Assert.Throws<FeatureSetException>(() => FeatureSet.Parse("#" + new string('a', 70_000), "f"));
    }

    [Fact]
    public void Set_tells_its_names_fields_and_words()
    {
        var set = FeatureSet.Shipped("payments");

        Assert.Equal(["amount", "customer", "terminal"], set.Numbers.Concat(set.Texts));
        Assert.Equal((48, 48), (set.Count, set.Names.Distinct().Count()));
        Assert.Contains(set.Features, each => each is { Name: "amountRatio30d", Function: "ratio", Entity: "customer", Text.Length: > 9 });
        Assert.NotEqual(set.Version, FeatureSet.Shipped("authentications").Version);
    }
}
