using System.Globalization;
using System.Text;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Platform.Local.Resources;

/// <summary>A structured YAML value as JSON text; metadata values of any shape are handed to components as text.</summary>
internal static class YamlJson
{
    public static string Write(YamlNode node)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer)) Write(node, json);
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void Write(YamlNode node, Utf8JsonWriter json)
    {
        switch (node)
        {
            case YamlMappingNode map: WriteMap(map, json); break;
            case YamlSequenceNode list: WriteList(list, json); break;
            case YamlScalarNode scalar: WriteScalar(scalar, json); break;
        }
    }

    private static void WriteMap(YamlMappingNode map, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach (var (key, value) in map.Children)
        {
            json.WritePropertyName(((YamlScalarNode)key).Value ?? "");
            Write(value, json);
        }

        json.WriteEndObject();
    }

    private static void WriteList(YamlSequenceNode list, Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var item in list.Children) Write(item, json);
        json.WriteEndArray();
    }

    private static void WriteScalar(YamlScalarNode scalar, Utf8JsonWriter json)
    {
        var plain = scalar.Style is ScalarStyle.Plain;
        if (plain && scalar.Value is null or "" or "~" or "null") json.WriteNullValue();
        else if (plain && scalar.Value is "true" or "false") json.WriteBooleanValue(scalar.Value is "true");
        else if (plain && decimal.TryParse(scalar.Value, CultureInfo.InvariantCulture, out var number)) json.WriteNumberValue(number);
        else json.WriteStringValue(scalar.Value);
    }
}
