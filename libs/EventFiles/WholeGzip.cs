using System.IO.Compression;

namespace Platform.EventFiles;

/// <summary>
/// Unzips, and notices when the end is missing: the framework's own stream just stops there, and half a file would pass for a whole one. A
/// member of ours is put behind the file's; only when the file's last member is complete does its text come out at the end.
/// </summary>
internal sealed class WholeGzip : Stream
{
    private const int BlockBytes = 64 << 10;

    private readonly byte[] end = "platform: the end of the file\n"u8.ToArray();
    private readonly byte[] held = new byte[BlockBytes];
    private readonly Stream file;
    private readonly GZipStream unzipped;
    private int at, count;

    public WholeGzip(Stream file)
    {
        this.file = file;
        unzipped = new(new Chain(file, new MemoryStream(Zipped(end))), CompressionMode.Decompress);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <exception cref="InvalidDataException">The file is damaged or its end is missing.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (count - at <= end.Length)
        {
            if (Fill()) continue;
            return held.AsSpan(at, count - at).SequenceEqual(end) ? 0 : throw new InvalidDataException("the end of the gzip is missing.");
        }

        var taken = Math.Min(buffer.Length, count - at - end.Length);
        held.AsSpan(at, taken).CopyTo(buffer);
        at += taken;
        return taken;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            unzipped.Dispose();
            file.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool Fill()
    {
        held.AsSpan(at, count - at).CopyTo(held);
        (at, count) = (0, count - at);
        var read = unzipped.Read(held, count, held.Length - count);
        count += read;
        return read > 0;
    }

    private static byte[] Zipped(byte[] text)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest)) gzip.Write(text);
        return bytes.ToArray();
    }

    /// <summary>One stream after another.</summary>
    private sealed class Chain(Stream first, Stream second) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer) => first.Read(buffer) is > 0 and var read ? read : second.Read(buffer);

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
