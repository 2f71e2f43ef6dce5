using System.Collections.Concurrent;
using Scanward.Dispatch;
using Scanward.Server.Resolution;
using Scanward.Server.Tests.Hosting;

namespace Scanward.Server.Tests.Resolution;

/// <summary>A registry that does what a test says, and otherwise answers what the server's own store knows.</summary>
internal sealed class ScriptedCmms : IAssetSource
{
    private readonly ConcurrentDictionary<string, int> asked = new();
    private OwnRegistry? known;

    public string Name => "scripted";

    /// <summary>By what is looked up and how often it was asked before: what to answer; <see cref="Truth"/> for what is known.</summary>
    public Func<AssetQuery, int, Task<AssetAnswer>> Script { get; set; } = static (_, _) => Truth;

    public static Task<AssetAnswer> Truth { get; } = Task.FromResult<AssetAnswer>(new AssetUnknown());

    public static Task<AssetAnswer> Down { get; } = Task.FromException<AssetAnswer>(new HttpRequestException("connection refused"));

    /// <summary>A look-up that never comes back.</summary>
    public static Task<AssetAnswer> Hanging { get; } = new TaskCompletionSource<AssetAnswer>().Task;

    public int Asked(string what) => asked.GetValueOrDefault(what);

    public void Knows(RunningServer server) => known = new(server.Installation.Reads, server.Installation.Sites, server.Installation.Clock);

    public async Task<AssetAnswer> FindAsset(AssetQuery query, CancellationToken ct)
    {
        var before = asked.AddOrUpdate(query.Text, 1, (_, count) => count + 1) - 1;
        var scripted = Script(query, before);
        return scripted == Truth ? await known!.FindAsset(query, ct) : await scripted.WaitAsync(ct);
    }
}
