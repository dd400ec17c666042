using System.Globalization;
using System.Text;

namespace Platform.Local.Components.Redis;

internal enum RespKind
{
    Null,
    Text,
    Integer,
    Array,
    Error,
}

/// <summary>An answer of Redis.</summary>
internal sealed class RespValue
{
    public static readonly RespValue Null = new() { Kind = RespKind.Null };

    public required RespKind Kind { get; init; }

    public byte[] Bytes { get; init; } = [];

    public long Integer { get; init; }

    public IReadOnlyList<RespValue> Items { get; init; } = [];

    public bool IsNull => Kind == RespKind.Null;

    public string Text => Kind == RespKind.Integer ? Integer.ToString(CultureInfo.InvariantCulture) : Encoding.UTF8.GetString(Bytes);

    /// <exception cref="RedisErrorException">It is an error.</exception>
    public RespValue OrThrow() => Kind == RespKind.Error ? throw new RedisErrorException(Text) : this;
}
