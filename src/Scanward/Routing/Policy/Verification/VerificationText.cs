using System.Text;
using System.Text.Json;

namespace Scanward.Routing.Policy;

/// <summary>What the verifier found, for people and for programs.</summary>
public static class VerificationText
{
    /// <summary>A paragraph a finding, as compilers write them: <c>file:line: error: … [code]</c>; then one line that sums up. Lines end in LF.</summary>
    /// <param name="path">As the lines should name the file.</param>
    /// <param name="overlaps">Null when they were not asked for.</param>
    public static string Of(Policy policy, VerificationReport report, string path, OverlapReport? overlaps = null)
    {
        var text = new StringBuilder();
        foreach (var finding in report.Findings) Append(text, finding, path);
        foreach (var finding in overlaps?.Findings ?? []) Append(text, finding, path);
        if (overlaps is { Complete: false }) text.Append(path).Append(": note: There are more overlaps than are shown here. [overlap]\n");
        return text.Append(policy.Name).Append(" version ").Append(policy.Version).Append(": ").Append(Summary(report)).Append('\n').ToString();
    }

    /// <summary>One JSON object: <c>policy, version, hash, refused, proven, findings</c>, and on demand <c>overlaps, overlaps_complete</c>.</summary>
    /// <param name="overlaps">Null when they were not asked for.</param>
    public static string Json(Policy policy, VerificationReport report, OverlapReport? overlaps = null) => WireJson.Text(policy, (json, of) =>
    {
        json.WriteStartObject();
        json.WriteString("policy"u8, of.Name);
        json.WriteNumber("version"u8, of.Version);
        json.WriteString("hash"u8, of.Hash);
        json.WriteBoolean("refused"u8, report.Refuses);
        json.WriteBoolean("proven"u8, report.Proven);
        Write(json, "findings", report.Findings);
        if (overlaps is not null)
        {
            Write(json, "overlaps", overlaps.Findings);
            json.WriteBoolean("overlaps_complete"u8, overlaps.Complete);
        }

        json.WriteEndObject();
    });

    private static string Summary(VerificationReport report)
    {
        var errors = report.Errors.Count();
        if (errors > 0) return $"refused, {errors} {(errors == 1 ? "error" : "errors")}.";
        return report.Proven ? "every scan is taken by a row, and every row is reached." : "no error found, but not everything is proven.";
    }

    private static void Append(StringBuilder text, PolicyFinding finding, string path)
    {
        text.Append(path);
        if (finding.Rows is [{ Line: > 0 } row, ..]) text.Append(':').Append(row.Line);
        text.Append(": ")
            .Append(Wire.Name(finding.Severity)).Append(": ").Append(finding.Detail).Append(" [").Append(Wire.Name(finding.Code)).Append("]\n");
        if (finding.Witness is { Words.Length: > 0 } witness) text.Append("    for example: ").AppendJoin(' ', witness.Words).Append('\n');
        if (finding.Suggestion is not null) text.Append("    ").Append(finding.Placement).Append(":\n      ").Append(finding.Suggestion).Append('\n');
    }

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<PolicyFinding> findings)
    {
        json.WriteStartArray(name);
        foreach (var finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("severity", Wire.Name(finding.Severity));
            json.WriteString("code", Wire.Name(finding.Code));
            json.WriteString("detail", finding.Detail);
            json.WriteStartArray("rows");
            foreach (var row in finding.Rows)
            {
                json.WriteStartObject();
                json.WriteString("id", row.Id);
                json.WriteNumber("line", row.Line);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (finding.Witness is not null)
            {
                json.WriteStartArray("example");
                foreach (var word in finding.Witness.Words) json.WriteStringValue(word);
                json.WriteEndArray();
            }

            if (finding.Placement is not null) json.WriteString("placement", finding.Placement);
            if (finding.Suggestion is not null) json.WriteString("suggestion", finding.Suggestion);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
