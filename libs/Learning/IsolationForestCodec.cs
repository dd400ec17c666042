using System.Buffers;
using Platform.Learning.Trees;

namespace Platform.Learning;

/// <summary>Bytes of a forest: magic, shape, roots, nodes.</summary>
internal static class IsolationForestCodec
{
    private const ulong Magic = 0x3130_5453_4546_4F53;
    private const int MostNodes = 1 << 26;

    public static byte[] Write(IsolationForest forest)
    {
        var bytes = new ArrayBufferWriter<byte>(forest.Nodes.Length * 20 + 64);
        var writer = new PackedWriter(bytes);
        writer.WriteFixed(Magic);
        writer.WriteNatural((ulong)forest.Shape.Columns);
        writer.WriteNatural((ulong)forest.Shape.SampleSize);
        writer.WriteNatural((ulong)forest.Roots.Length);
        foreach (var root in forest.Roots) writer.WriteNatural((ulong)root);

        writer.WriteNatural((ulong)forest.Nodes.Length);
        for (var i = 0; i < forest.Nodes.Length; i++) WriteNode(writer, forest.Nodes[i], forest.Expected[i]);

        return bytes.WrittenSpan.ToArray();
    }

    public static IsolationForest Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new PackedReader(bytes);
        if (reader.ReadFixed() != Magic) throw new FormatException("These bytes are not a forest.");

        var shape = new ForestShape(reader.ReadCount(65_536), reader.ReadCount(65_536));
        var roots = new int[reader.ReadCount(10_000)];
        foreach (ref var root in roots.AsSpan()) root = reader.ReadCount(MostNodes);

        var count = reader.ReadCount(Math.Min(MostNodes, bytes.Length));
        var (nodes, expected) = (new TreeNode[count], new float[count]);
        for (var i = 0; i < count; i++) (nodes[i], expected[i]) = ReadNode(ref reader, i);

        var whole = reader.AtEnd && roots.Length > 0 && shape.Columns > 0 && shape.SampleSize >= 2 && IsSound(nodes, roots, shape);
        return whole ? new(nodes, expected, roots, shape) : throw new FormatException("The forest is damaged.");
    }

    // A leaf is written with zeros for its children and its sign.
    private static void WriteNode(PackedWriter writer, TreeNode node, float expected)
    {
        writer.WriteNatural((ulong)node.Feature);
        writer.WriteNatural(node.IsLeaf ? 0 : (ulong)node.First);
        writer.WriteFloat(node.Threshold);
        writer.WriteInteger(node.IsLeaf ? 0 : (long)node.Sign);
        writer.WriteFloat(expected);
    }

    private static (TreeNode Node, float Expected) ReadNode(ref PackedReader reader, int at)
    {
        var node = new TreeNode(reader.ReadCount(65_536), reader.ReadCount(MostNodes), reader.ReadFloat(), reader.ReadInteger());
        return (node.First == 0 ? TreeNode.Leaf(at, node.Threshold) : node, reader.ReadFloat());
    }

    // A child always lies after its parent, so a checked forest cannot loop or leave its arrays.
    private static bool IsSound(TreeNode[] nodes, int[] roots, ForestShape shape)
    {
        for (var i = 0; i < nodes.Length; i++)
        {
            if (!float.IsFinite(nodes[i].Threshold)) return false;
            if (nodes[i].IsLeaf) continue;
            if (nodes[i].Sign is not (1 or -1) || nodes[i].Feature >= shape.Columns) return false;
            if (nodes[i].First <= i || nodes[i].First + 1 >= nodes.Length) return false;
        }

        return Array.TrueForAll(roots, root => root < nodes.Length);
    }
}
