using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Unicode;

namespace Scanward.Ingestion;

/// <summary>What <see cref="ScanBatchReader"/> makes of a body: a <see cref="Batch"/>, or a <see cref="RefusedBatch"/>.</summary>
public abstract record BatchReading
{
    private protected BatchReading()
    {
    }
}

/// <summary>A batch taken apart; each item goes to <see cref="ScanReader"/> by itself, in this order.</summary>
/// <param name="Items">Slices of the body, 1 to <see cref="ScanBatchReader.ItemsMax"/>. Nothing was copied: they live as long as the body's
/// memory.</param>
public sealed record Batch(ImmutableArray<ReadOnlyMemory<byte>> Items) : BatchReading;

/// <summary>A body that is no batch; none of its items is taken.</summary>
/// <param name="Malformed">True when it is not JSON (400), false when it is empty, too long or no array (422).</param>
/// <param name="Faults">At least one.</param>
public sealed record RefusedBatch(bool Malformed, ImmutableArray<ScanFault> Faults) : BatchReading;

/// <summary>
/// Takes the body of <c>POST /api/v1/scans/batch</c> apart into the bytes of its items. In an array a syntax error fails the whole body, as it does
/// not say any more where items end; in NDJSON a line is an item whatever it holds, and fails alone when it is read.
/// </summary>
public static class ScanBatchReader
{
    /// <summary>Scans in one batch.</summary>
    public const int ItemsMax = 1000;

    private static ReadOnlySpan<byte> Blanks => " \t\r\n"u8;

    /// <summary>
    /// Whether a body is newline-delimited: by content type (<c>application/x-ndjson</c>, <c>ndjson</c>, <c>jsonl</c> and their kin), else by its
    /// first byte that is not blank, which is <c>[</c> only for an array. A content type of plain JSON decides nothing: many clients send it with
    /// everything.
    /// </summary>
    public static bool IsNdjson(string? contentType, ReadOnlySpan<byte> body)
    {
        var type = contentType.AsSpan();
        var parameters = type.IndexOf(';');
        type = (parameters < 0 ? type : type[..parameters]).Trim();
        if (type.EndsWith("ndjson", StringComparison.OrdinalIgnoreCase) || type.EndsWith("jsonl", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("jsonlines", StringComparison.OrdinalIgnoreCase)) return true;
        var text = body[JsonBody.MarkLength(body)..].TrimStart(Blanks);
        return !text.IsEmpty && text[0] == '{';
    }

    /// <summary>A <see cref="Batch"/>, or a <see cref="RefusedBatch"/> of which nothing is taken.</summary>
    public static BatchReading Read(ReadOnlyMemory<byte> body, bool ndjson)
    {
        var start = JsonBody.MarkLength(body.Span);
        if (body.Span[start..].Trim(Blanks).IsEmpty) return Empty();
        return ndjson ? ReadLines(body[start..]) : ReadArray(body);
    }

    private static BatchReading ReadLines(ReadOnlyMemory<byte> rest)
    {
        var items = ImmutableArray.CreateBuilder<ReadOnlyMemory<byte>>();
        while (!rest.IsEmpty)
        {
            var end = rest.Span.IndexOf((byte)'\n');
            var line = (end < 0 ? rest : rest[..end]).Trim(Blanks);
            rest = end < 0 ? default : rest[(end + 1)..];
            if (line.IsEmpty) continue;
            if (items.Count == ItemsMax) return TooMany();
            items.Add(line);
        }

        return new Batch(items.ToImmutable());
    }

    /// <summary>One walk over the tokens, which is what finds a syntax error before any item is taken; values are read later, an item at a
    /// time.</summary>
    private static BatchReading ReadArray(ReadOnlyMemory<byte> body)
    {
        if (!Utf8.IsValid(body.Span)) return new RefusedBatch(Malformed: true, [NotJson.Find(body.Span, out _)!]);
        var start = JsonBody.MarkLength(body.Span);
        var json = body[start..];
        var items = ImmutableArray.CreateBuilder<ReadOnlyMemory<byte>>();
        try
        {
            var reader = JsonBody.Reader(json.Span);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                var shape = FaultText.Shape(reader.TokenType);
                reader.Skip();
                reader.Read(); // no syntax error hides behind this fault
                return NotAnArray(shape);
            }

            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (items.Count == ItemsMax) return TooMany();
                var from = (int)reader.TokenStartIndex;
                reader.Skip();
                items.Add(json[from..(int)reader.BytesConsumed]);
            }

            reader.Read(); // anything after the array throws
        }
        catch (JsonException e)
        {
            return new RefusedBatch(Malformed: true, [NotJson.Of(body.Span, start, e)]);
        }

        return items.Count == 0 ? Empty() : new Batch(items.ToImmutable());
    }

    private static RefusedBatch Empty() =>
        new(Malformed: false, [new("", "empty_batch", "The batch holds no scans; send at least one, as a JSON array or one a line.")]);

    private static RefusedBatch NotAnArray(string shape) =>
        new(Malformed: false, [new("", "not_an_array",
            $"The body is {shape}; a batch is a JSON array of scans, or one scan a line as application/x-ndjson.")]);

    private static RefusedBatch TooMany() =>
        new(Malformed: false, [new("", "too_many_items",
            $"The batch holds more than {ItemsMax} scans; send them in several batches. Nothing of this one was taken.")]);
}
