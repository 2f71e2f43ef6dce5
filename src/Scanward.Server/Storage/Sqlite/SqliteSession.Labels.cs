namespace Scanward.Server.Storage.Sqlite;

/// <content>Tags that were printed before they belong to anything.</content>
internal sealed partial class SqliteSession
{
    private SqliteStatement insertBlankBatch = null!, insertBlankTag = null!;

    public long SaveBlankBatch(BlankBatchRow batch)
    {
        insertBlankBatch.Bind(batch.SiteNo).Bind(batch.At.Ms()).Bind(batch.By).Bind(batch.Count);
        insertBlankBatch.Step();
        var batchId = insertBlankBatch.Long(0);
        insertBlankBatch.Reset();
        return batchId;
    }

    public bool SaveBlankTag(long batchId, string tagKey)
    {
        insertBlankTag.Bind(tagKey).Bind(batchId).Run();
        return database.Changes > 0;
    }

    private void PrepareLabels()
    {
        insertBlankBatch = database.Prepare("insert into blank_batch (site_no, printed_at, printed_by, count) values (?, ?, ?, ?) returning batch_id");
        insertBlankTag = database.Prepare(
            """
            insert into blank_tag (tag_key, batch_id)
            select ?1, ?2 where not exists (select 1 from site s join tag t on t.site_no = s.site_no and t.tag_key = ?1)
              and not exists (select 1 from site s join tag_past p on p.site_no = s.site_no and p.tag_key = ?1)
            on conflict (tag_key) do nothing
            """);
    }
}
