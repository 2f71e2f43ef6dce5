using System.Globalization;
using System.Text;
using Scanward.Server.Figures;

namespace Scanward.Server.Telemetry;

internal enum LogFormat
{
    /// <summary>logfmt: <c>name=value</c> with spaces between.</summary>
    Text,

    /// <summary>One JSON object a line.</summary>
    Json,
}

/// <summary>
/// The one line that the log says of a scan. What clients and operators have named is text of others: whatever could end the line, hide a part of it or be
/// taken for another field is escaped. Keys, payloads and places are never in it.
/// </summary>
internal static class ScanLine
{
    /// <summary>What is longer is cut.</summary>
    private const int ValueCharsMost = 128;

    /// <summary>Appends the line, with its end.</summary>
    /// <param name="at">When the scan was answered.</param>
    public static void Append(StringBuilder text, in ScanPassage passage, DateTimeOffset at, LogFormat format, TimeProvider time)
    {
        var line = new Fields(text, format);
        line.Begin();
        line.Text("ts", at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        line.Text("event", "scan");
        line.Text("scan_id", passage.ScanId is { } scanId ? TimeOrderedId.Format(scanId) : null);
        line.Text("site", passage.SiteId);
        line.Text("key", passage.KeyName);
        line.Text("asset", passage.Asset);
        line.Number("status", passage.Status);
        line.Text("outcome", passage.Decision is { } decision ? Wire.Name(decision.Outcome) : null);
        line.Text("row", passage.Decision?.RowId);
        line.Text("duplicate_of", passage.Decision?.DuplicateOf is { } of ? Wire.Name(of) : null);
        line.Text("repeat", passage.Repeat is { } repeat ? Wire.Name(repeat) : null);
        line.Text("work_order", passage.WorkOrderId is { } workOrder ? TimeOrderedId.Format(workOrder) : null);
        line.Text("code", passage.Code);
        line.Text("dead_letter", passage.DeadLetterId is { } letter ? TimeOrderedId.Format(letter) : null);
        if (passage.Replayed) line.True("replayed");
        line.Number("ms", Ms(time, passage.Times.StartedAt, passage.Times.AnsweredAt));
        if (passage.Times.Complete)
        {
            for (var phase = ScanPhase.Ingestion; phase <= ScanPhase.Dispatch; phase++)
            {
                var (from, to) = passage.Times.Of(phase);
                line.Number(names[(int)phase], Ms(time, from, to));
            }
        }

        line.End();
    }

    private static readonly string[] names = [.. Wire.All<ScanPhase>().Select(phase => phase + "_ms")];

    private static double Ms(TimeProvider time, long from, long to) => time.GetElapsedTime(from, to).TotalMilliseconds;

    /// <summary>Writes fields in either format; one that is null is left out.</summary>
    private struct Fields(StringBuilder text, LogFormat format)
    {
        private bool any;

        public readonly void Begin()
        {
            if (format == LogFormat.Json) text.Append('{');
        }

        public void Text(string name, string? value)
        {
            if (value is null) return;
            Name(name);
            if (format == LogFormat.Json || value.Length == 0 || !value.All(IsPlain)) Quote(value);
            else text.Append(value.AsSpan(0, Math.Min(value.Length, ValueCharsMost)));
        }

        public void Number(string name, double value)
        {
            Name(name);
            text.Append(CultureInfo.InvariantCulture, $"{value:0.###}");
        }

        public void True(string name)
        {
            Name(name);
            text.Append("true");
        }

        public readonly void End() => text.Append(format == LogFormat.Json ? "}\n" : "\n");

        private void Name(string name)
        {
            if (format == LogFormat.Json) text.Append(any ? "," : "").Append('"').Append(name).Append("\":");
            else text.Append(any ? " " : "").Append(name).Append('=');
            any = true;
        }

        private readonly void Quote(string value)
        {
            text.Append('"');
            foreach (var c in value.AsSpan(0, Math.Min(value.Length, ValueCharsMost)))
            {
                if (c is '"' or '\\') text.Append('\\').Append(c);
                else if (IsShown(c)) text.Append(c);
                else text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }

            text.Append('"');
        }

        /// <summary>Needs no quotes.</summary>
        private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':' or '/' or '+' or '@';

        /// <summary>Letters, marks, numbers, punctuation, symbols and the space are shown; control and format characters (bidi), line ends and halves of pairs are not.</summary>
        private static bool IsShown(char c) => c == ' ' || CharUnicodeInfo.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator or UnicodeCategory.Surrogate
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
    }
}
