using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;

namespace Platform.Alerts;

/// <summary>The place in the list after which a page begins. Opaque to callers: base64url of a version, the time and the id.</summary>
/// <param name="RaisedAt">When the last alert of the page before was raised, to the microsecond as the database keeps it.</param>
/// <param name="Id">Its id.</param>
internal sealed record AlertCursor(DateTimeOffset RaisedAt, string Id)
{
    private const byte Version = 1;
    private const int HeadLength = 9;
    private const int MaxLength = 200;

    /// <summary>Reads a cursor; null when the text is none.</summary>
    public static AlertCursor? Parse(string text)
    {
        if (text.Length > MaxLength || !Base64Url.IsValid(text))
        {
            return null;
        }

        var bytes = Base64Url.DecodeFromChars(text);
        if (bytes is not [Version, ..] || bytes.Length <= HeadLength)
        {
            return null;
        }

        var ticks = BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(1));
        var isId = !bytes.AsSpan(HeadLength).ContainsAnyExceptInRange((byte)'!', (byte)'~');
        return ticks < 0 || ticks > DateTimeOffset.MaxValue.UtcTicks || !isId
            ? null
            : new(new(ticks, TimeSpan.Zero), Encoding.ASCII.GetString(bytes.AsSpan(HeadLength)));
    }

    public override string ToString()
    {
        var bytes = new byte[HeadLength + Encoding.ASCII.GetByteCount(Id)];
        bytes[0] = Version;
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1), RaisedAt.UtcTicks);
        Encoding.ASCII.GetBytes(Id, bytes.AsSpan(HeadLength));
        return Base64Url.EncodeToString(bytes);
    }
}
