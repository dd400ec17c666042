namespace Platform.AuditLog.Tests;

/// <summary>
/// Trees and proofs: against the vectors of Certificate Transparency's reference implementation (leaves and roots of its
/// merkle_tree_test, which RFC 6962 and 9162 describe), and against the definition on every small tree.
/// </summary>
public sealed class TreeTests : IDisposable
{
    private static readonly string[] Inputs =
        ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    private static readonly string[] Roots =
    [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    private readonly LogHasher hasher = new();

    public void Dispose() => hasher.Dispose();

    [Fact]
    public void Published_roots_come_out()
    {
        var tree = new Frontier();
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", tree.Root(hasher).ToString());
        for (var i = 0; i < Inputs.Length; i++)
        {
            tree.Add(hasher.Leaf(Convert.FromHexString(Inputs[i])), hasher);
            Assert.Equal(Roots[i], tree.Root(hasher).ToString());
        }
    }

    [Fact]
    public void Published_inclusion_proof_comes_out()
    {
        string[] expected =
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ];

        Assert.Equal(expected, Hashes(TreeProof.Inclusion(0, 8), Published()).Select(hash => hash.ToString()));
    }

    [Fact]
    public void Published_consistency_proof_comes_out()
    {
        string[] expected =
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ];

        Assert.Equal(expected, Hashes(TreeProof.Consistency(6, 8), Published()).Select(hash => hash.ToString()));
    }

    [Fact]
    public void Every_leaf_of_every_small_tree_has_the_proof_of_the_definition_and_no_other_leaf_passes_with_it()
    {
        for (var size = 1; size <= 40; size++)
        {
            var leaves = Trees.Leaves(hasher, size);
            var root = Trees.Root(hasher, leaves);
            for (var leaf = 0; leaf < size; leaf++)
            {
                var path = Hashes(TreeProof.Inclusion(leaf, size), leaves);
                Assert.Equal(Trees.Path(hasher, leaf, leaves), path);
                Assert.True(TreeProof.IsIncluded((leaf, size), leaves[leaf], path, root));
                Assert.False(TreeProof.IsIncluded((leaf, size), leaves[(leaf + 1) % size], path, root) && size > 1);
                Assert.False(TreeProof.IsIncluded((leaf, size), leaves[leaf], [.. path, root], root));
                Assert.False(TreeProof.IsIncluded((leaf + 1, size), leaves[leaf], path, root) && size > 1);
            }
        }
    }

    [Fact]
    public void Every_two_small_trees_have_the_proof_of_the_definition_and_no_other_root_passes_with_it()
    {
        var leaves = Trees.Leaves(hasher, 40);
        for (var to = 1; to <= 40; to++)
        {
            var later = Trees.Root(hasher, leaves.AsSpan(0, to));
            for (var from = 1; from <= to; from++)
            {
                var earlier = Trees.Root(hasher, leaves.AsSpan(0, from));
                var path = Hashes(TreeProof.Consistency(from, to), leaves);
                Assert.Equal(Trees.Consistency(hasher, from, leaves.AsSpan(0, to)), path);
                Assert.True(TreeProof.IsConsistent((from, to), earlier, later, path));
                Assert.False(TreeProof.IsConsistent((from, to), hasher.Node(earlier, later), later, path));
                Assert.False(TreeProof.IsConsistent((from, to), earlier, hasher.Node(earlier, later), path));
                Assert.False(TreeProof.IsConsistent((from, to), earlier, later, [.. path, later]));
            }
        }
    }

    [Fact]
    public void Growing_tree_has_the_root_of_the_definition_and_tells_each_node_it_completes()
    {
        var leaves = Trees.Leaves(hasher, 600);
        var (tree, nodes) = (new Frontier(), new Dictionary<TreeNode, Digest>());
        for (var size = 1; size <= leaves.Length; size++)
        {
            tree.Add(leaves[size - 1], hasher, (node, hash) => nodes.Add(node, hash));
            if (size % 37 is 0) tree = new(tree.Size, tree.Roots);
            Assert.Equal(Trees.Root(hasher, leaves.AsSpan(0, size)), tree.Root(hasher));
        }

        Assert.All(nodes, node => Assert.Equal(Trees.Nodes(hasher, leaves)(node.Key), node.Value));
        Assert.Equal(300 + 150 + 75 + 37 + 18 + 9 + 4 + 2 + 1, nodes.Count);
    }

    [Fact]
    public void Frontier_with_too_few_roots_is_refused() => Assert.Throws<ArgumentException>(() => new Frontier(3, [Digest.Zero]));

    private List<Digest> Hashes(IEnumerable<TreeRange> ranges, Digest[] leaves) =>
        [.. ranges.Select(range => range.Hash(hasher, Trees.Nodes(hasher, leaves)))];

    private Digest[] Published() => [.. Inputs.Select(input => hasher.Leaf(Convert.FromHexString(input)))];
}
