using System.Collections.Immutable;
using NodaTime;
using Scanward.Ingestion;
using Scanward.Ingestion.Tags;
using Scanward.Server.Access;
using Scanward.Server.Devices;
using Scanward.Server.Dispatch;
using Scanward.Server.Figures;
using Scanward.Server.Ingestion;
using Scanward.Server.Labels;
using Scanward.Server.Links;
using Scanward.Server.Mirror;
using Scanward.Server.Parts;
using Scanward.Server.Photos;
using Scanward.Server.People;
using Scanward.Server.Resolution;
using Scanward.Server.Plants;
using Scanward.Server.Routing;
using Scanward.Server.Storage;
using Scanward.Server.Telemetry;
using Scanward.Server.WorkOrders;

namespace Scanward.Server;

/// <summary>
/// The whole of Scanward on one data folder, wired together, without any transport. The server, the command line and the tests all run this.
/// </summary>
internal sealed class Installation : IAsyncDisposable
{
    /// <summary>How long messages that are on their way when the server stops have to arrive.</summary>
    private static readonly TimeSpan drainWithin = TimeSpan.FromSeconds(10);

    private readonly DataFolder folder;
    private readonly InstallationOptions options;
    private readonly CancellationTokenSource stopping = new();
    private readonly CancellationTokenSource told = new();
    private readonly List<Task> background = [];
    private readonly ScanMeter meter;
    private readonly PhotoFiles photoFiles;

    private Installation(DataFolder folder, Store store, StoreFigures storeFigures, InstallationOptions options)
    {
        this.folder = folder;
        this.options = options;
        StoreFigures = storeFigures;
        ScanFigures = new ScanFigures(options.Time);
        Reads = store.Reads;
        Clock = new ServerClock(options.Time);
        Ids = new IdSequence(Clock, store.Session.LastId());
        TagReader = new TagReader(options.Tags);
        ScanReader = new ScanReader(TagReader);
        Connectors = options.Connectors;
        var outbox = new Outbox(Connectors, Ids);
        Writer = new Writer(store.Session, store.Flusher, new GroupCommit(store.Session, store.Flusher, new RoutingDesk(Sites, Policies, Ids, outbox), storeFigures).Store, options.OnBroken);
        var memory = new AssetMemory();
        Registry = new Registry(Reads, Sites, memory);
        var mirror = new AssetMirror(Writer, Reads, Registry, Sites, TagReader, Clock);
        Dispatchers =
        [
            .. Connectors.All.Select(c => new Dispatcher(
                c, new ConnectorGate(c.Name, c.Limits, new Random(options.Jitter.Next()), options.Tell), Reads, Writer, Sites, Ids, Clock, DispatchFigures, DispatchNews,
                e => options.Tell($"Dispatch to {c.Name}: {e.Message}"))),
        ];
        Assets = new Assets(memory, options.Assets ?? Source(mirror), Clock);
        Callers = new Callers(Reads);
        Keys = new KeyDesk(Writer, Callers, Clock);
        Reception = new Reception(Writer, Reads, SiteIdOf, Clock, options.PasswordIterations);
        DeviceBook = new DeviceBook(Reads, Callers, Clock);
        Devices = new DeviceDesk(Writer, Callers, Keys, DeviceBook, Clock);
        Firmware = new FirmwareDesk(Writer, DeviceBook, Clock);
        DeviceWatch = new DeviceWatch(DeviceBook, Reads, Writer, Clock, options.DevicesSilentAfter, options.Tell);
        photoFiles = new PhotoFiles(folder.Root, options.Time);
        Photos = new PhotoDesk(photoFiles, Writer, Reads, Ids, Clock);
        Intake = new Intake(ScanReader, Assets, Sites, DeviceBook, Writer, Reads, Clock, Ids, options.Jitter, options.Tell);
        Guests = new GuestDesk(Reads, Sites, Intake, ScanFigures, Clock);
        Quarantine = new Quarantine(ScanReader, Writer, Clock, Ids);
        Resolving = new ResolvingDesk(ScanReader, Assets, Sites, Writer, Reads, Clock, Ids, options.Jitter, ScanFigures);
        WorkOrders = new WorkOrderDesk(Writer, Sites, Policies, Registry, Ids, outbox, Clock);
        DeadLetters = new DeadLetterDesk(ScanReader, Assets, Sites, Writer, Reads, WorkOrders, Clock, ScanFigures);
        Claims = new ClaimedTags(DeadLetters, Reads);
        Import = new Import(Writer, Registry, Sites, TagReader, Clock, Ids);
        Stock = new StockDesk(Writer, new WaitingDesk(Sites, Policies, Ids, outbox), Ids, Clock);
        Waiting = new WaitingWorker(Stock, Reads, Policies, Clock);
        RegistryDesk = new RegistryDesk(Writer, Registry, Sites, TagReader, Claims, Clock);
        Retirements = new RetirementDesk(Writer, Registry, Sites, Clock);
        Plants = new PlantDesk(Reads, Sites, Import, Claims, TagReader, Clock);
        Tags = new TagDesk(Writer, Registry, TagReader, Claims, Clock);
        Decisions = new StoredDecisions(Reads);
        PolicyDesk = new PolicyDesk(Policies, PolicyPath, Path.Combine(Root, DataFolder.PolicyDraftName), Writer, Clock);
        var addresses = new LabelAddresses(options.Tags);
        Labels = new LabelDesk(new AssetLabels(Reads, new OwnRegistry(Reads, Sites, Clock), TagReader, addresses), new BlankTags(Writer, Clock, options.Secrets), addresses, Sites, Clock);
        store.Session.OutboxChanged = () =>
        {
            foreach (var dispatcher in Dispatchers) dispatcher.Poke();
        };
        var (statuses, stock) = (new StatusFlow(WorkOrders, Reads, Writer, Clock), new StockMirror(Writer, Sites, TagReader, Ids, Clock));
        Syncs = [.. Dispatchers.Select(d => new Sync(d.Connector, d.Gate, mirror, stock, statuses, Claims, Reads, Writer, Sites, Clock, options.Tell))];
        ConnectorDesk = new ConnectorDesk(Connectors, Dispatchers, Syncs, Writer, Clock);
        Pushes = new PushDesk(mirror, statuses, Claims);
        DispatchWatch = new DispatchWatch(Dispatchers, Reads, Clock, options.Tell);
        Retention = new Retention(Writer, Clock, options.Retention);
        meter = new ScanMeter(this, options.Time);
        ScanLog = options.ScanLog is { } output ? new ScanLog(output, options.ScanLogFormat, options.Time, options.Tell) : null;
        ScanFigures.Observers = ScanSpans.Observer(options.Time) + meter.Observe;
        if (ScanLog is not null) ScanFigures.Observers += ScanLog.Take;
    }

    public ServerClock Clock { get; }

    public IdSequence Ids { get; }

    public Sites Sites { get; } = new();

    public PolicyKeeper Policies { get; } = new();

    public PolicyDesk PolicyDesk { get; }

    public TagReader TagReader { get; }

    public ScanReader ScanReader { get; }

    public StoreReads Reads { get; }

    public Writer Writer { get; }

    public Registry Registry { get; }

    public Assets Assets { get; }

    public Callers Callers { get; }

    public KeyDesk Keys { get; }

    /// <summary>What is known of the devices.</summary>
    public DeviceBook DeviceBook { get; }

    public DeviceDesk Devices { get; }

    public FirmwareDesk Firmware { get; }

    public DeviceWatch DeviceWatch { get; }
    public Reception Reception { get; }

    /// <summary>Where browsers reach the server; null while it does not listen.</summary>
    public string? Address { get; set; }

    public PhotoDesk Photos { get; }

    public Intake Intake { get; }

    /// <summary>Reports by people without an account.</summary>
    public GuestDesk Guests { get; }

    public Quarantine Quarantine { get; }

    public ResolvingDesk Resolving { get; }

    public DeadLetterDesk DeadLetters { get; }

    public ClaimedTags Claims { get; }

    public Import Import { get; }

    public StockDesk Stock { get; }

    public WaitingWorker Waiting { get; }

    public WorkOrderDesk WorkOrders { get; }

    public RegistryDesk RegistryDesk { get; }

    public RetirementDesk Retirements { get; }

    public PlantDesk Plants { get; }

    public TagDesk Tags { get; }

    public StoredDecisions Decisions { get; }

    public LabelDesk Labels { get; }

    public Retention Retention { get; }

    public ScanFigures ScanFigures { get; }

    public StoreFigures StoreFigures { get; }

    public Connectors Connectors { get; }

    /// <summary>One for each connector.</summary>
    public ImmutableArray<Dispatcher> Dispatchers { get; }

    public ImmutableArray<Sync> Syncs { get; }

    public ConnectorDesk ConnectorDesk { get; }

    public PushDesk Pushes { get; }

    public DispatchWatch DispatchWatch { get; }

    public DispatchFigures DispatchFigures { get; } = new();

    public DispatchNews DispatchNews { get; } = new();

    /// <summary>Null where no line a scan is written.</summary>
    public ScanLog? ScanLog { get; }

    /// <summary>The data folder.</summary>
    public string Root => folder.Root;

    public string PolicyPath => options.PolicyPath ?? folder.Policy;

    /// <summary>Opens the store, puts the policy in force and remembers sites and keys. Takes over the folder.</summary>
    /// <exception cref="StoreException">The store cannot be opened.</exception>
    /// <exception cref="PolicyRefusedException">The policy file is faulty.</exception>
    public static async Task<Installation> Open(DataFolder folder, InstallationOptions options, CancellationToken ct)
    {
        var storeFigures = new StoreFigures(options.Time);
        var installation = new Installation(folder, OpenStore(folder, storeFigures), storeFigures, options);
        try
        {
            var path = installation.PolicyPath;
            if (options.PolicyPath is null && !File.Exists(path)) await File.WriteAllTextAsync(path, Samples.Policy("starter"), ct);
            await installation.Policies.Load(await ReadPolicy(path, ct), Path.GetFileName(path), installation.Writer, installation.Clock);
            await installation.Registry.Refresh(ct);
            await installation.Callers.Load(ct);
            await installation.DeviceBook.Load(ct);
            await installation.Reception.Load(ct);
            return installation;
        }
        catch
        {
            await installation.DisposeAsync();
            throw;
        }
    }

    /// <summary>Cancelled when the server is told to stop: what can wait for the next start ends, and nobody is told any more that it is ready.</summary>
    public CancellationToken StoppingToken => told.Token;

    /// <summary>To be called when the server is told to stop.</summary>
    public void Stopping() => told.Cancel();

    /// <summary>Starts what goes on by itself: retries of look-ups, retention, and following the policy file.</summary>
    public void Start()
    {
        background.Add(Background(ct => Resolving.Run(e => options.Tell($"Retrying look-ups: {e.Message}"), ct)));
        foreach (var dispatcher in Dispatchers) background.Add(Background(ct => Dispatch(dispatcher, ct)));
        foreach (var sync in Syncs) background.Add(Background(sync.Run));
        if (!Dispatchers.IsEmpty) background.Add(Background(DispatchWatch.Run));
        background.Add(Background(ct => Waiting.Run(e => options.Tell($"Routing again what waits for parts: {e.Message}"), ct)));
        background.Add(Background(ct => Retention.Run(e => options.Tell($"Retention: {e.Message}"), ct)));
        background.Add(Background(ct => Keys.Run(e => options.Tell($"Noting the use of keys: {e.Message}"), ct)));
        background.Add(Background(DeviceWatch.Run));
        background.Add(Background(ct => Photos.Run(e => options.Tell($"Sweeping pictures: {e.Message}"), ct)));
        background.Add(Background(ct => Reception.SignIn.Run(e => options.Tell($"Noting who is signed in: {e.Message}"), ct)));
        background.Add(Background(ct => Policies.Watch(PolicyPath, Writer, Clock, options.Tell, ct)));
    }

    /// <summary>Does something more in the background, until the installation closes.</summary>
    public void Follow(Func<CancellationToken, Task> work) => background.Add(Background(work));

    /// <summary>Makes a key of a device; this is the only time that it can be seen.</summary>
    public async Task<string> MakeDeviceKey(int siteNo, string name, CancellationToken ct) =>
        (await Keys.Create(new(siteNo, (int)Role.Device, name, null), AuditActor.CommandLine, ct)).Secret!;

    /// <summary>Who lets in whom the sign-in service vouches for.</summary>
    public SignInServiceDesk ReceptionFor(SignInService service) => new(service, Writer, Reception.Accounts, Reception.Sessions, Reception.SignIn, Sites.NumberOf, SiteIdOf, Clock);

    /// <summary>Brings in a plant, then routes the scans that had waited for one of its tags.</summary>
    /// <param name="by">Who brings it in; the command line where nobody is named.</param>
    public Task<(ImportSummary Summary, int Replayed)> ImportPlant(
        Scanward.Resolution.Plants.Plant plant, Action<ImportProgress> report, CancellationToken ct, AuditActor? by = null) => Plants.Import(plant, report, by ?? AuditActor.CommandLine, ct);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(background);
        foreach (var dispatcher in Dispatchers) dispatcher.Dispose();
        Reads.Dispose();
        Writer.Dispose();
        Callers.Dispose();
        Reception.Dispose();
        if (ScanLog is not null) await ScanLog.DisposeAsync();
        meter.Dispose();
        photoFiles.Dispose();
        folder.Dispose();
        stopping.Dispose();
        told.Dispose();
    }

    private static async Task<string> ReadPolicy(string path, CancellationToken ct)
    {
        try
        {
            return await File.ReadAllTextAsync(path, ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PolicyRefusedException($"The policy file cannot be read: {e.Message}", e);
        }
    }

    private static Store OpenStore(DataFolder folder, StoreFigures figures)
    {
        try
        {
            return Store.Open(folder.Database, figures);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    private IAssetSource Source(AssetMirror mirror)
    {
        var own = new OwnRegistry(Reads, Sites, Clock);
        Duration? Allowed() => Policies.Current.Compiled.Policy.FreshMinutes.TryGetValue("profile", out var minutes) ? Duration.FromMinutes(minutes) : null;
        return Connectors.All.IsEmpty ? own : new ConnectedAssets(own, Connectors, name => Dispatchers.FirstOrDefault(d => d.Connector.Name == name)?.Gate, mirror, Allowed, Clock);
    }

    private string? SiteIdOf(int siteNo) => Sites.All.TryGetValue(siteNo, out var ground) ? ground.Site.SiteId : null;

    /// <summary>Until the server is told to stop; what is in hand then is brought to its end.</summary>
    private async Task Dispatch(Dispatcher dispatcher, CancellationToken ct)
    {
        using var until = CancellationTokenSource.CreateLinkedTokenSource(ct, told.Token);
        try
        {
            await dispatcher.Run(until.Token);
        }
        catch (OperationCanceledException) when (until.IsCancellationRequested)
        {
            // what is in hand goes on below
        }

        using var enough = new CancellationTokenSource(drainWithin, Clock.Time);
        await dispatcher.Drain(enough.Token);
    }

    private async Task Background(Func<CancellationToken, Task> work)
    {
        await Task.Yield();
        try
        {
            await work(stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // the installation is closing
        }
    }
}
