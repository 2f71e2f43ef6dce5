using System.Globalization;
using System.Text;
using Scanward.Server.Storage;
using Scanward.Server.Web;

namespace Scanward.Server.WebConsole.AuditLog;

/// <summary>The log as a CSV file, written while it is read. What a spreadsheet would take for a formula begins with an apostrophe.</summary>
internal sealed class AuditCsv(StoreReads reads, int siteNo, IReadOnlyList<Filter> filters) : IResult
{
    private const int PageRows = 1_000;

    public const string FileName = "audit.csv";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, ct) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename={FileName}";
        await response.WriteAsync("number,at,site,actor,key,action,entity,entity_id,before,after,hash\r\n", ct);
        var text = new StringBuilder();
        for (long? before = null; await reads.Audit(siteNo, filters, before, PageRows, ct) is { Count: > 0 } page; before = page[^1].AuditId)
        {
            text.Clear();
            foreach (var row in page) Append(text, row);
            await response.WriteAsync(text.ToString(), ct);
            if (page.Count < PageRows) break;
        }
    }

    /// <summary>The cell in quotes, harmless to whatever opens it.</summary>
    public static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        var harmless = text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '|' or '%' or '＝' or '＋' or '－' or '＠' ? "'" + text : text;
        return $"\"{harmless.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static void Append(StringBuilder text, AuditRecord row)
    {
        string?[] cells =
        [
            row.AuditId.ToString(CultureInfo.InvariantCulture), ShownTime.Machine(row.At), row.SiteId ?? "all sites", row.Actor, row.KeyId?.ToString(CultureInfo.InvariantCulture), row.Action,
            row.Entity, row.EntityId, row.Before, row.After, Convert.ToHexStringLower(row.Hash),
        ];
        text.AppendJoin(',', cells.Select(Cell)).Append("\r\n");
    }
}
