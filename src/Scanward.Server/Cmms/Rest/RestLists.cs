using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Scanward.Dispatch;

namespace Scanward.Server.Cmms.Rest;

/// <summary>A page of a list as it came.</summary>
/// <param name="Next">Our cursor of the next one; null at the end.</param>
internal sealed record ListPage(Exchanged Exchanged, ImmutableArray<JsonElement> Items, string? Next, int? Total);

/// <summary>
/// Goes through lists, page by page. The cursor is what the target gave, or the number of the page and a hash of the one before, by which a target is found out that answers every page with the
/// same.
/// </summary>
internal sealed class RestLists(Exchange exchange, Uri baseAddress)
{
    private const int PagesMax = 1_000_000;

    public async Task<ListPage> Page(RequestMapping request, Fields fields, string? cursor, CancellationToken ct)
    {
        var (index, before) = (0, "");
        Uri? address = null;
        if (request.Next is not null)
        {
            if (cursor is not null && request.Names.Contains("cursor")) fields = fields.With("cursor", cursor);
            else if (cursor is not null && !TryAddress(cursor, out address)) return Stop(new(CmmsEnding.Refused, $"{request.Name} goes on at another host than base_url, '{Shown.Line(cursor, 100)}'; nothing was sent there."));
        }
        else if (cursor is not null && !TryPage(cursor, out index, out before))
        {
            return Stop(new(CmmsEnding.Refused, $"'{Shown.Line(cursor, 40)}' is no cursor of {request.Name}; begin again without one."));
        }

        var size = request.Page ?? 0;
        fields = fields.With("page.index", index).With("page.number", index + 1).With("page.offset", index * (long)size).With("page.size", size);
        var exchanged = await exchange.Make(request, fields, ct, address);
        if (exchanged.Ending != CmmsEnding.Done) return Stop(exchanged);
        if (request.Items!.Find(exchanged.Json, fields) is not { ValueKind: JsonValueKind.Array } list)
            return Stop(exchanged.But(CmmsEnding.Unknown, $"It answered {request.Name} without a list at {request.Items}."));
        var items = list.EnumerateArray().ToImmutableArray();
        var total = request.Total?.Find(exchanged.Json, fields) is { ValueKind: JsonValueKind.Number } count && count.TryGetInt32(out var known) && known >= 0 ? known : (int?)null;
        return request.Next is null
            ? Pages(new(exchanged, items, null, total), request, list, index, before)
            : Follow(new(exchanged, items, null, total), JsonTexts.Scalar(request.Next.Find(exchanged.Json, fields)), cursor, request);
    }

    private static ListPage Follow(ListPage page, string? next, string? cursor, RequestMapping request)
    {
        if (next is null or "" or "false") return page;
        if (next == cursor) return Stop(page.Exchanged.But(CmmsEnding.Refused, $"{request.Name} does not go on: the page after this one is said to be this one."));
        return page with { Next = next };
    }

    private static ListPage Pages(ListPage page, RequestMapping request, JsonElement list, int index, string before)
    {
        if (request.Page is not { } size || page.Items.IsEmpty) return page;
        var hash = Hash(list);
        if (hash == before) return Stop(page.Exchanged.But(CmmsEnding.Refused, $"{request.Name} answers every page with the same rows: the target ignores which page is asked for. Correct page.… in its query or body."));
        var end = index * (long)size + page.Items.Length;
        if (page.Total is null ? page.Items.Length < size : end >= page.Total) return page;
        if (page.Items.Length != size)
            return Stop(page.Exchanged.But(CmmsEnding.Refused, $"{request.Name} asked for pages of {size} and got {page.Items.Length} rows though there are more; write 'page: {page.Items.Length}' into the mapping, or what the target gives at most."));
        return index < PagesMax ? page with { Next = string.Create(CultureInfo.InvariantCulture, $"{index + 1}.{hash}") } : Stop(page.Exchanged.But(CmmsEnding.Refused, $"{request.Name} does not end."));
    }

    private static ListPage Stop(Exchanged exchanged) => new(exchanged, [], null, null);

    /// <summary>The address of a next page, at the authority of base_url whatever scheme and port a proxy made the target believe it has.</summary>
    private bool TryAddress(string cursor, out Uri? address)
    {
        address = null;
        if (!Uri.TryCreate(baseAddress, cursor, out var there) || !there.Host.Equals(baseAddress.Host, StringComparison.OrdinalIgnoreCase)) return false;
        address = new(new Uri(baseAddress.GetLeftPart(UriPartial.Authority)), there.PathAndQuery);
        return true;
    }

    private static bool TryPage(string cursor, out int index, out string before)
    {
        var dot = cursor.IndexOf('.', StringComparison.Ordinal);
        before = dot < 0 ? "" : cursor[(dot + 1)..];
        return int.TryParse(dot < 0 ? "" : cursor[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out index) && index <= PagesMax;
    }

    private static string Hash(JsonElement list) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(list.GetRawText())).AsSpan(0, 8));
}
