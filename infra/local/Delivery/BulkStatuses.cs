using System.Buffers.Text;
using System.Text.Json;

namespace Platform.Local.Delivery;

/// <summary>Reads <c>{"statuses":[{"entryId":"0","status":"SUCCESS"}]}</c>; whatever is missing or unknown is retried.</summary>
internal static class BulkStatuses
{
    public static Verdict[] Read(ReadOnlySpan<byte> body, int count)
    {
        var verdicts = new Verdict[count];
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 64 });
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals("statuses"u8)) continue;
                if (reader.Read() && reader.TokenType == JsonTokenType.StartArray) ReadEntries(ref reader, verdicts);
            }
        }
        catch (JsonException)
        {
            // An answer that breaks off has spoken for no message: all are retried.
            Array.Clear(verdicts);
        }

        return verdicts;
    }

    private static void ReadEntries(ref Utf8JsonReader reader, Verdict[] verdicts)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            var (index, verdict) = (-1, Verdict.Retry);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) ReadProperty(ref reader, ref index, ref verdict);
            if ((uint)index < (uint)verdicts.Length) verdicts[index] = verdict;
        }
    }

    private static void ReadProperty(ref Utf8JsonReader reader, ref int index, ref Verdict verdict)
    {
        var (isId, isStatus) = (reader.ValueTextEquals("entryId"u8), reader.ValueTextEquals("status"u8));
        reader.Read();
        if (isId && reader.TokenType == JsonTokenType.String)
        {
            if (!Utf8Parser.TryParse(reader.ValueSpan, out index, out var read) || read != reader.ValueSpan.Length) index = -1;
        }
        else if (isStatus && reader.TokenType == JsonTokenType.String)
        {
            verdict = reader.ValueTextEquals("SUCCESS"u8) ? Verdict.Success
                : reader.ValueTextEquals("DROP"u8) ? Verdict.Drop : Verdict.Retry;
        }
        else
        {
            reader.Skip();
        }
    }
}
