namespace Scanward.Server.Storage;

/// <content>Tags that were printed before they belong to anything.</content>
internal sealed partial class StoreReads
{
    /// <summary>Whether the tag was printed blank for this site. It may belong to an asset by now.</summary>
    public async Task<bool> IsBlankTag(int siteNo, string tagKey, CancellationToken ct) => await LookUp<long?>(
        "select 1 from blank_tag t join blank_batch b on b.batch_id = t.batch_id where t.tag_key = @tagKey and b.site_no = @siteNo", new { siteNo, tagKey }, ct) is not null;
}
