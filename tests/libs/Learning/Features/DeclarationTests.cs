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
    [InlineData("name: a, function: clip, of: amount, least: 2, most: 1", "'most' is at least 'least'.")]
    [InlineData("name: a, function: plus, of: amount", "This feature needs 'with'.")]
    [InlineData("name: a, function: ratio, of: amount, entity: who, by: kind, window: 7d", "'by' goes with no window.")]
    [InlineData("name: a, function: ratio, of: amount, entity: who, by: amount", "There is no text field 'amount'.")]
    [InlineData("name: a, function: newValue, of: what, entity: who, keep: 49", "1 to 48 values are kept.")]
    [InlineData("name: a, function: newValue, of: what, entity: who, keep: 1.5", "1 to 48 values are kept.")]
    [InlineData("name: a, function: ratio, of: amount, entity: who, memory: 5 events", "A memory is from")]
    [InlineData("name: a, function: night, internal: maybe", "'internal' is true or false.")]
    [InlineData("name: a, function: alike, of: amount, entity: who, window: 7d", "needs an entity with 'of'")]
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

    [Theory]
    [InlineData("own: { key: t, of: x }", "There is no earlier entity 'x'.")]
    [InlineData("own: { key: x, of: e }", "There is no text field 'x'.")]
    [InlineData("own: { of: e }", "An entity needs 'key'.")]
    [InlineData("own: { key: t }", "An entity needs 'of'")]
    [InlineData("own: { key: t, of: e, observed: true }", "An entity takes no 'observed'.")]
    [InlineData("own: { key: t, of: e }, far: { key: t, of: own }", "'own' has no states of its own.")]
    public void Mistake_in_whose_states_an_entity_reads_is_told(string entity, string problem)
    {
        var yaml = $"texts: [t]\nentities: {{ e: t, {entity} }}\nfeatures: [{{ name: n, function: night }}]";

        Assert.Contains(problem, Assert.Throws<FeatureSetException>(() => FeatureSet.Parse(yaml, "f")).Problem, StringComparison.Ordinal);
    }

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
        Assert.Equal((46, 46), (set.Count, set.Names.Distinct().Count()));
        Assert.Contains(set.Features, each => each is { Name: "amountRatio30d", Function: "ratio", Entity: "customer", Text.Length: > 9 });
        Assert.NotEqual(set.Version, FeatureSet.Shipped("authentications").Version);
    }
}
