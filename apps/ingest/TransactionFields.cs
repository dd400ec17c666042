using System.Text;
using System.Text.Json;
using Platform.Contracts;

namespace Platform.Ingest;

/// <summary>The fields of one event as they are found, and what is wrong with them.</summary>
internal sealed class TransactionFields
{
    private const int LongestNameToRepeat = 64;

    private static readonly (byte[] Utf8, string Text)[] Names =
    [
        .. new[] { "id", "time", "kind", "amount", "currency", "account", "counterparty", "device", "country", "channel" }
            .Select(name => (Encoding.UTF8.GetBytes(name), name)),
    ];

    private readonly List<FieldError> errors = [];
    private string current = "";
    private int seen;
    private string? id, currency, account, counterparty, device, country, channel;
    private DateTimeOffset? time;
    private TransactionKind? kind;
    private decimal? amount;

    /// <summary>What is wrong so far; empty when nothing is.</summary>
    public IReadOnlyList<FieldError> Errors => errors;

    /// <summary>Notes an error of the property being read, or of the event as a whole between properties.</summary>
    public void Reject(string message) => errors.Add(new(current, message));

    /// <summary>Says that what follows belongs to no property.</summary>
    public void LeaveProperty() => current = "";

    /// <summary>Reads the property the reader stands on; an unknown one is passed over, a repeated one is an error.</summary>
    public void ReadProperty(ref Utf8JsonReader reader)
    {
        var known = IndexOf(ref reader);
        current = known >= 0 ? Names[known].Text : NameOf(ref reader);
        if (known >= 0 && (seen & (1 << known)) is not 0)
        {
            Reject("The field is given twice.");
        }

        seen |= known >= 0 ? 1 << known : 0;
        // A token that is not JSON throws here, while the property it belongs to is known.
        reader.Read();
        switch (current)
        {
            case "id": id = ReadText(ref reader); break;
            case "time": time = ReadTime(ref reader); break;
            case "kind": kind = ReadKind(ref reader); break;
            case "amount": amount = ReadAmount(ref reader); break;
            case "currency": currency = ReadText(ref reader); break;
            case "account": account = ReadText(ref reader); break;
            case "counterparty": counterparty = ReadText(ref reader); break;
            case "device": device = ReadText(ref reader); break;
            case "country": country = ReadText(ref reader); break;
            case "channel": channel = ReadText(ref reader); break;
            default: reader.Skip(); break;
        }
    }

    /// <summary>The transaction, or null when a field is wrong or missing; then <see cref="Errors"/> says which.</summary>
    public Transaction? Build()
    {
        if (errors.Count > 0)
        {
            return null;
        }

        if (id is not null && time is { } at && kind is { } what && amount is { } sum
            && currency is not null && account is not null && counterparty is not null)
        {
            return new()
            {
                Id = id, Time = at, Kind = what, Amount = sum, Currency = currency, Account = account, Counterparty = counterparty,
                Device = device, Country = country, Channel = channel,
            };
        }

        RejectMissing();
        return null;
    }

    private void RejectMissing()
    {
        (string Name, bool Missing)[] required =
        [
            ("id", id is null), ("time", time is null), ("kind", kind is null), ("amount", amount is null),
            ("currency", currency is null), ("account", account is null), ("counterparty", counterparty is null),
        ];
        errors.AddRange(required.Where(field => field.Missing).Select(field => new FieldError(field.Name, "The field is missing.")));
    }

    // Known names are compared as bytes, so an ordinary event allocates none of them.
    private static int IndexOf(ref Utf8JsonReader reader)
    {
        for (var i = 0; i < Names.Length; i++)
        {
            if (reader.ValueTextEquals(Names[i].Utf8))
            {
                return i;
            }
        }

        return -1;
    }

    private static string NameOf(ref Utf8JsonReader reader)
    {
        var name = reader.GetString() ?? "";
        return name.Length <= LongestNameToRepeat ? name : name[..LongestNameToRepeat];
    }

    private string? ReadText(ref Utf8JsonReader reader) =>
        reader.TokenType is JsonTokenType.String or JsonTokenType.Null
            ? reader.GetString()
            : Refuse<string>(ref reader, "A text is expected.");

    private DateTimeOffset? ReadTime(ref Utf8JsonReader reader) =>
        reader.TokenType is JsonTokenType.Null ? null
        : reader.TokenType is JsonTokenType.String && HasOffset(reader.ValueSpan) && reader.TryGetDateTimeOffset(out var value) ? value
        : Refuse<DateTimeOffset?>(ref reader, "An ISO 8601 time with an offset is expected, e.g. 2026-01-31T12:00:00Z.");

    // Without an offset the time would be taken for this machine's local time.
    private static bool HasOffset(ReadOnlySpan<byte> time) =>
        time.Length > 10 && (time[^1] is (byte)'Z' || time[^6] is (byte)'+' or (byte)'-');

    private TransactionKind? ReadKind(ref Utf8JsonReader reader) =>
        reader.TokenType is JsonTokenType.Null ? null
        : reader.TokenType is JsonTokenType.String && reader.ValueTextEquals("payment"u8) ? TransactionKind.Payment
        : reader.TokenType is JsonTokenType.String && reader.ValueTextEquals("transfer"u8) ? TransactionKind.Transfer
        : Refuse<TransactionKind?>(ref reader, "'payment' or 'transfer' is expected.");

    private decimal? ReadAmount(ref Utf8JsonReader reader) =>
        reader.TokenType is JsonTokenType.Null ? null
        : reader.TokenType is JsonTokenType.Number && reader.TryGetDecimal(out var value) ? value
        : Refuse<decimal?>(ref reader, "A number is expected, above 0 and at most 1e12.");

    private T? Refuse<T>(ref Utf8JsonReader reader, string message)
    {
        Reject(message);
        reader.Skip();
        return default;
    }
}
