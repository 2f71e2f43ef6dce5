using Microsoft.Data.Sqlite;
using Scanward.Server.Tests.Hosting;

namespace Scanward.Server.Tests.Storage;

/// <summary>Looks into a server's store past all of its code.</summary>
internal static class StoredRows
{
    /// <summary>Every row as its columns parted by a space; null is a dash.</summary>
    public static string[] Rows(this RunningServer server, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(server.Folder, "scanward.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read()) rows.Add(string.Join(' ', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "-" : reader.GetValue(i))));
        return [.. rows];
    }

    public static long Number(this RunningServer server, string sql) => long.Parse(Assert.Single(server.Rows(sql)));

    /// <summary>
    /// What must hold of every store whatever was scanned: reservation ⇔ open work order (I3), on hand and reserved are the sums of the moves, loads are those of open assigned work orders, nothing is below
    /// zero, one open replenishment for a part at a site, and each key, scan, decision and work order has its counterpart.
    /// </summary>
    public static void CheckBooks(this RunningServer server)
    {
        Assert.Empty(server.Rows(
            """
            select s.site_no, s.part_id, s.reserved, coalesce(sum(p.quantity), 0) as held
            from stock s left join work_order_part p on p.site_no = s.site_no and p.part_id = s.part_id and p.state = 1
            group by s.site_no, s.part_id having s.reserved <> held or s.reserved < 0 or s.reserved > s.on_hand
            """));
        Assert.Empty(server.Rows(
            """
            select s.site_no, s.part_id, s.on_hand, s.reserved, sum(m.on_hand) as moved, sum(m.reserved) as held
            from stock s left join stock_move m on m.site_no = s.site_no and m.part_id = s.part_id
            group by s.site_no, s.part_id having s.on_hand <> moved or s.reserved <> held or moved is null
            """));
        Assert.Empty(server.Rows(
            "select p.* from work_order_part p join work_order w on w.work_order_id = p.work_order_id where p.state = 1 and (w.state >= 6 or w.state = 1)"));
        Assert.Empty(server.Rows(
            """
            select l.site_no, l.technician_id, l.minutes, coalesce(sum(w.minutes), 0) as carried
            from technician_load l left join work_order w on w.site_no = l.site_no and w.technician_id = l.technician_id and w.state < 6
            group by l.site_no, l.technician_id having l.minutes <> carried
            """));
        Assert.Empty(server.Rows(
            """
            select w.work_order_id from work_order w where w.technician_id is not null
              and not exists (select 1 from technician_load l where l.site_no = w.site_no and l.technician_id = w.technician_id)
            """));
        Assert.Empty(server.Rows("select site_no, part_id from replenishment where state in (1, 2) group by site_no, part_id having count(*) > 1"));
        Assert.Empty(server.Rows("select scan_id from scan where status < 5 and scan_id not in (select scan_id from decision)"));
        Assert.Empty(server.Rows("select decision_id from decision where context_no not in (select context_no from decision_context)"));
        Assert.Empty(server.Rows("select scan_id from scan where scan_id not in (select scan_id from idempotency_key union all select scan_id from recent_key)"));
        Assert.Empty(server.Rows(
            """
            select work_order_id from work_order where work_order_id not in
              (select work_order_id from dispatch union all select work_order_id from outbox union all select work_order_id from outbox_wait
               union all select work_order_id from dead_letter where work_order_id is not null)
            """));
        Assert.Empty(server.Rows("select s.site_no from site s where s.last_work_order <> (select count(*) from work_order w where w.site_no = s.site_no)"));
    }
}
