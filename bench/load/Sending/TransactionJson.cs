using System.Buffers;
using System.Text.Json;
using Platform.Contracts;

namespace Platform.Load.Sending;

/// <summary>Writes transactions as the API reads them.</summary>
internal static class TransactionJson
{
    private static readonly JsonEncodedText Id = JsonEncodedText.Encode("id");
    private static readonly JsonEncodedText Time = JsonEncodedText.Encode("time");
    private static readonly JsonEncodedText Kind = JsonEncodedText.Encode("kind");
    private static readonly JsonEncodedText Payment = JsonEncodedText.Encode("payment");
    private static readonly JsonEncodedText Transfer = JsonEncodedText.Encode("transfer");
    private static readonly JsonEncodedText Amount = JsonEncodedText.Encode("amount");
    private static readonly JsonEncodedText Currency = JsonEncodedText.Encode("currency");
    private static readonly JsonEncodedText Account = JsonEncodedText.Encode("account");
    private static readonly JsonEncodedText Counterparty = JsonEncodedText.Encode("counterparty");
    private static readonly JsonEncodedText Device = JsonEncodedText.Encode("device");
    private static readonly JsonEncodedText Country = JsonEncodedText.Encode("country");
    private static readonly JsonEncodedText Channel = JsonEncodedText.Encode("channel");

    /// <summary>One JSON object.</summary>
    public static void Write(Utf8JsonWriter writer, Transaction transaction)
    {
        writer.WriteStartObject();
        writer.WriteString(Id, transaction.Id);
        writer.WriteString(Time, transaction.Time);
        writer.WriteString(Kind, transaction.Kind is TransactionKind.Payment ? Payment : Transfer);
        writer.WriteNumber(Amount, transaction.Amount);
        writer.WriteString(Currency, transaction.Currency);
        writer.WriteString(Account, transaction.Account);
        writer.WriteString(Counterparty, transaction.Counterparty);
        if (transaction.Device is { } device) writer.WriteString(Device, device);
        if (transaction.Country is { } country) writer.WriteString(Country, country);
        if (transaction.Channel is { } channel) writer.WriteString(Channel, channel);
        writer.WriteEndObject();
        writer.Flush();
    }

    /// <summary>One JSON object as bytes, for a single request.</summary>
    public static byte[] Encode(Transaction transaction)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var writer = new Utf8JsonWriter(buffer);
        Write(writer, transaction);
        return buffer.WrittenSpan.ToArray();
    }
}
