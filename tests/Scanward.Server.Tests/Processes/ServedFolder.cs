namespace Scanward.Server.Tests.Processes;

/// <summary>A data folder with <see cref="LoadPlant"/>, and the server process that works on it, which may be killed and started again.</summary>
internal sealed class ServedFolder : IAsyncDisposable
{
    private readonly TempFolder? own;
    private ProgramProcess? process;

    private ServedFolder(string path, TempFolder? own, Dictionary<string, string> keys)
    {
        Path = path;
        this.own = own;
        Keys = keys;
    }

    public string Path { get; }

    /// <summary>A device key for each site.</summary>
    public Dictionary<string, string> Keys { get; }

    /// <summary>Further options of <c>serve</c>.</summary>
    public string[] Options { get; set; } = [];

    public Uri Url { get; private set; } = new("http://127.0.0.1");

    public ProgramProcess Process => process ?? throw new InvalidOperationException("The server has not been started.");

    public static async Task<ServedFolder> Furnish()
    {
        var folder = new TempFolder();
        return new(folder["data"], folder, await LoadPlant.Furnish(folder["data"]));
    }

    /// <param name="path">Somewhere that the test takes care of.</param>
    public static async Task<ServedFolder> FurnishAt(string path) => new(path, null, await LoadPlant.Furnish(path));

    /// <summary>Furnished, and the server listens.</summary>
    public static async Task<ServedFolder> Serve()
    {
        var folder = await Furnish();
        await folder.Start();
        return folder;
    }

    public Task Start() => Start(ProgramProcess.Start);

    /// <summary>As <see cref="Start()"/>, by a program that then becomes the server.</summary>
    public Task StartUnder(params string[] tool) => Start(arguments => ProgramProcess.StartUnder(tool, arguments));

    private async Task Start(Func<string[], ProgramProcess> start)
    {
        process = start(["serve", "--data", Path, "--urls", "http://127.0.0.1:0", "--rate-per-key", "0", "--rate-per-site", "0", .. Options]);
        var line = await process.Line("Scanward listens on");
        Url = new Uri(line.Split(' ')[3]);
    }

    /// <summary>SIGTERM, and what came of it.</summary>
    public async Task<ProgramEnd> Stop()
    {
        await Process.Signal("TERM");
        return await Process.Ended;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null) await process.DisposeAsync();
        own?.Dispose();
    }
}
