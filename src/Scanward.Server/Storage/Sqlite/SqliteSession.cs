using System.Collections.Immutable;
using NodaTime;
using Scanward.Resolution;
using Scanward.Routing.Crews;
using Scanward.Server.Figures;

namespace Scanward.Server.Storage.Sqlite;

/// <summary>The SQLite dialect of the store's contract: prepared statements on the one connection that writes.</summary>
internal sealed partial class SqliteSession : IStoreSession
{
    private readonly SqliteDatabase database;
    private readonly Checkpointer checkpointer;
    private readonly SqliteStatement begin, commit, rollback;
    private readonly SqliteStatement readStock, readLoads, readReplenishments, readLastWorkOrder;

    /// <param name="keysMost">Keys that gather before they are moved to their large table; as much memory holds them as they take on disk.</param>
    /// <param name="historiesMost">The same of saved histories.</param>
    /// <param name="workOrderScansMost">The same of scans of work orders.</param>
    /// <param name="figures">Told of checkpoints.</param>
    public SqliteSession(SqliteDatabase database, int keysMost = 250_000, int historiesMost = 65_536, int workOrderScansMost = 65_536, StoreFigures? figures = null)
    {
        this.database = database;
        checkpointer = new(database) { Figures = figures };
        recentKeys = new(keysMost);
        recentHistories = new(historiesMost);
        recentWorkOrderScans = new(workOrderScansMost);
        begin = database.Prepare("begin immediate");
        commit = database.Prepare("commit");
        rollback = database.Prepare("rollback");
        readStock = database.Prepare(
            """
            select on_hand, reserved, on_order, safety_stock, reorder_point, reorder_quantity, lead_time_days, eta, as_of,
                   (select site_id from site where site_no = ?1)
            from stock where site_no = ?1 and part_id = ?2
            """);
        readLoads = database.Prepare("select technician_id, minutes, last_assigned_at from technician_load where site_no = ?1 order by technician_id");
        readReplenishments = database.Prepare("select part_id from replenishment where site_no = ?1 and state in (1, 2)");
        readLastWorkOrder = database.Prepare("select last_work_order from site where site_no = ?1");
        PrepareRoutingWrites();
        PrepareRegistryWrites();
        PrepareWorkOrderWrites();
        PrepareStockWrites();
        PrepareAccess();
        PrepareDevices();
        PreparePhotos();
        PreparePeople();
        PrepareLabels();
        PrepareRetention();
        PrepareOutbox();
        PrepareMirror();
        PrepareRecent();
        LoadRecent();
    }

    public void Begin() => begin.Run();

    public void Commit()
    {
        commitFailed = true;
        commit.Run();
        commitFailed = false;
        recentKeys.Committed();
        recentHistories.Committed();
        recentWorkOrderScans.Committed();
        if (!outboxGrew) return;
        outboxGrew = false;
        OutboxChanged?.Invoke();
    }

    public void Flush() => database.Flush();

    public void Rollback()
    {
        database.Reset(); // what threw may have left a statement half bound
        auditHead = null;
        outboxGrew = false;
        contexts.Clear(); // a number that was found may have been this transaction's own
        lastContext = default;
        if (database.InTransaction) rollback.Run();
        recentKeys.Undo();
        recentHistories.Undo();
        recentWorkOrderScans.Undo();
        if (!commitFailed) return;
        LoadRecent(); // it may have taken effect after all
        commitFailed = false;
    }

    public bool Tidy(bool idle)
    {
        SettleSome();
        if (idle) return checkpointer.BringBack();
        checkpointer.Advance();
        return true;
    }

    public IStoreCopy BeginCopy(string path) => new SqliteCopy(database, path);

    public long LastId() => StoreLook.LastIdOf(database) ?? 0;

    public Dictionary<(int SiteNo, string PartId), Stock> ReadStock(IReadOnlyCollection<(int SiteNo, string PartId)> parts, Instant now)
    {
        var stock = new Dictionary<(int, string), Stock>(parts.Count);
        foreach (var (siteNo, partId) in parts)
        {
            readStock.Bind(siteNo).Bind(partId);
            if (readStock.Step())
            {
                stock[(siteNo, partId)] = new Stock
                {
                    SiteId = readStock.Text(9),
                    PartId = partId,
                    OnHand = readStock.Int(0),
                    Reserved = readStock.Int(1),
                    OnOrder = readStock.Int(2),
                    SafetyStock = readStock.Int(3),
                    ReorderPoint = readStock.IntOrNull(4),
                    ReorderQuantity = readStock.IntOrNull(5),
                    LeadTimeDays = readStock.IntOrNull(6),
                    Eta = readStock.LongOrNull(7).ToInstant(),
                    AsOf = readStock.LongOrNull(8).ToInstant() ?? now,
                };
            }

            readStock.Reset();
        }

        return stock;
    }

    public ImmutableArray<TechnicianLoad> ReadLoads(int siteNo)
    {
        var loads = ImmutableArray.CreateBuilder<TechnicianLoad>();
        readLoads.Bind(siteNo);
        while (readLoads.Step()) loads.Add(new(readLoads.Text(0), readLoads.Int(1), readLoads.LongOrNull(2).ToInstant()));
        return loads.DrainToImmutable();
    }

    public HashSet<string> ReadOpenReplenishments(int siteNo)
    {
        var parts = new HashSet<string>();
        readReplenishments.Bind(siteNo);
        while (readReplenishments.Step()) parts.Add(readReplenishments.Text(0));
        return parts;
    }

    public long ReadLastWorkOrder(int siteNo)
    {
        readLastWorkOrder.Bind(siteNo);
        var last = readLastWorkOrder.Step() ? readLastWorkOrder.Long(0) : throw new StoreException($"The store has no site {siteNo}.");
        readLastWorkOrder.Reset();
        return last;
    }

    public void Dispose()
    {
        checkpointer.Dispose();
        database.Dispose();
    }
}
