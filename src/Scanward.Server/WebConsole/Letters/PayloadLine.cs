using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Scanward.Ingestion;

namespace Scanward.Server.WebConsole.Letters;

/// <summary>A line of a payload as it is shown.</summary>
/// <param name="Pointer">RFC 6901, of the value that begins in this line; null for a closing bracket.</param>
/// <param name="Faults">What is wrong there.</param>
internal sealed record PayloadLine(string Text, string? Pointer, ImmutableArray<ScanFault> Faults);

/// <summary>Lays JSON out line by line without changing a value, so that each fault can stand at its place. Members given twice are all shown.</summary>
internal static class PayloadLines
{
    private const int LinesMost = 5_000, DepthMost = 64;

    /// <summary>Default where the bytes are not JSON, or too much of it to be laid out.</summary>
    public static ImmutableArray<PayloadLine> Of(ReadOnlySpan<byte> payload, ImmutableArray<ScanFault> faults)
    {
        var lines = new List<(string Text, string? Pointer)>();
        var open = new Stack<Frame>();
        var reader = new Utf8JsonReader(payload, new JsonReaderOptions { MaxDepth = DepthMost });
        var (name, at) = ("", "");
        try
        {
            while (reader.Read())
            {
                if (lines.Count > LinesMost) return default;
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        (name, at) = ($"\"{Raw(ref reader)}\": ", $"{open.Peek().Pointer}/{Escaped(reader.GetString()!)}");
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        open.Pop();
                        lines.Add(($"{Indent(open.Count)}{(reader.TokenType == JsonTokenType.EndObject ? '}' : ']')}", null));
                        break;
                    default:
                        Begin(lines, open, ref reader, name, at);
                        name = "";
                        break;
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return default; // no JSON after all, or a member's name that is no text
        }

        return [.. lines.Select(l => new PayloadLine(l.Text, l.Pointer, [.. faults.Where(f => l.Pointer is not null && f.Pointer == l.Pointer)]))];
    }

    private static void Begin(List<(string Text, string? Pointer)> lines, Stack<Frame> open, ref Utf8JsonReader reader, string name, string at)
    {
        var pointer = "";
        if (open.TryPeek(out var parent))
        {
            if (parent.Count++ > 0) lines[^1] = (lines[^1].Text + ",", lines[^1].Pointer);
            pointer = parent.IsArray ? FormattableString.Invariant($"{parent.Pointer}/{parent.Count - 1}") : at;
        }

        var text = reader.TokenType switch
        {
            JsonTokenType.StartObject => "{",
            JsonTokenType.StartArray => "[",
            JsonTokenType.String => $"\"{Raw(ref reader)}\"",
            _ => Raw(ref reader),
        };
        lines.Add(($"{Indent(open.Count)}{name}{text}", pointer));
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) open.Push(new(pointer, reader.TokenType == JsonTokenType.StartArray));
    }

    private static string Raw(ref Utf8JsonReader reader) => VisibleText.Of(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan).Replace('\n', '\u240A');

    private static string Escaped(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private static string Indent(int depth) => new(' ', depth * 2);

    private sealed class Frame(string pointer, bool isArray)
    {
        public string Pointer => pointer;

        public bool IsArray => isArray;

        public int Count { get; set; }
    }
}
