using System.Text.Json;
using Platform.Learning.Trees;

namespace Platform.Learning.Boosting;

/// <summary>Lays the trees of an XGBoost file out flat, level by level, and checks every index on the way.</summary>
internal sealed class XgboostTrees(int columns)
{
    /// <summary>Levels of a tree, and so different features on a path, at most.</summary>
    public const int MostDepth = 64;

    private readonly List<TreeNode> nodes = [];
    private readonly List<float> covers = [];
    private readonly List<int> roots = [];
    private readonly double[] gains = new double[columns];

    public BoostedTrees ToModel(BoostedShape shape) => new(new([.. nodes], [.. roots]), [.. covers], gains, shape);

    /// <exception cref="FormatException">The tree is not sound; the message says how.</exception>
    public void Add(JsonElement tree)
    {
        var columnsOf = Columns.Of(tree);
        var root = Reserve(1);
        roots.Add(root);
        var level = new List<(int Node, int At)> { (0, root) };
        for (var depth = 0; level.Count > 0; depth++)
        {
            if (depth > MostDepth) throw Unsound($"is deeper than {MostDepth} levels, or leads back to itself");
            level = level.ConvertAll(place => Place(columnsOf, place.Node, place.At)).SelectMany(children => children).ToList();
        }
    }

    // A sound tree uses a node once; more places than nodes mean that some path leads back.
    private (int Node, int At)[] Place(Columns tree, int node, int at)
    {
        if ((uint)node >= (uint)tree.Left.Length) throw Unsound($"points to node {node} of {tree.Left.Length}");
        if (at - roots[^1] >= tree.Left.Length) throw Unsound("leads back to itself");

        covers[at] = tree.Cover[node];
        if (tree.Left[node] < 0)
        {
            nodes[at] = TreeNode.Leaf(at, tree.Condition[node]);
            return [];
        }

        if ((uint)tree.Feature[node] >= (uint)columns) throw Unsound($"splits on feature {tree.Feature[node]} of {columns}");
        gains[tree.Feature[node]] += tree.Gain[node];
        var first = Reserve(2);
        var missingLeft = tree.MissingLeft[node];
        nodes[at] = missingLeft
            ? TreeNode.AtLeast(tree.Feature[node], tree.Condition[node], first)
            : TreeNode.Below(tree.Feature[node], tree.Condition[node], first);

        var (left, right) = missingLeft ? (first + 1, first) : (first, first + 1);
        return [(tree.Left[node], left), (tree.Right[node], right)];
    }

    private int Reserve(int count)
    {
        var at = nodes.Count;
        for (var i = 0; i < count; i++)
        {
            nodes.Add(default);
            covers.Add(0);
        }

        return at;
    }

    private FormatException Unsound(string how) => new($"Tree {roots.Count - 1} {how}.");

    /// <summary>The arrays of one tree, all of one length.</summary>
    private sealed record Columns(int[] Left, int[] Right, int[] Feature, float[] Condition, bool[] MissingLeft, float[] Cover)
    {
        public required float[] Gain { get; init; }

        public static Columns Of(JsonElement tree)
        {
            if (tree.TryGetProperty("categories_nodes", out var categorical) && categorical.GetArrayLength() > 0)
                throw new FormatException("Categorical splits are not scored here.");

            var read = new Columns(
                Read(tree, "left_children", e => e.GetInt32()), Read(tree, "right_children", e => e.GetInt32()),
                Read(tree, "split_indices", e => e.GetInt32()), Read(tree, "split_conditions", Finite),
                Read(tree, "default_left", e => e.ValueKind is JsonValueKind.Number ? e.GetInt32() != 0 : e.GetBoolean()),
                Read(tree, "sum_hessian", Finite))
            {
                Gain = Read(tree, "loss_changes", Finite),
            };
            var count = read.Left.Length;
            int[] lengths =
            [
                read.Right.Length, read.Feature.Length, read.Condition.Length, read.MissingLeft.Length, read.Cover.Length, read.Gain.Length,
            ];

            return count > 0 && Array.TrueForAll(lengths, length => length == count)
                ? read
                : throw new FormatException("The arrays of a tree differ in length.");
        }

        private static T[] Read<T>(JsonElement tree, string name, Func<JsonElement, T> value) =>
            [.. tree.GetProperty(name).EnumerateArray().Select(value)];

        private static float Finite(JsonElement element) => element.GetSingle() is var number && float.IsFinite(number)
            ? number
            : throw new FormatException("A tree has a number that is not finite.");
    }
}
