using System.Reflection;
using Scanward.Dispatch;
using Scanward.Tests;

namespace Scanward.Server.Tests;

/// <summary>The arrows of docs/architecture.md, held against the compiled server: <c>Program → phases → Storage</c>, and a scan flows down the phases.</summary>
public sealed class ArchitectureTests
{
    private const string Root = "Scanward.Server";

    private static readonly Assembly Server = typeof(Installation).Assembly;

    private static readonly string[] Wiring = ["Commands", "Configuration", "Control", "Doctor", "Telemetry"];

    /// <summary>What each folder may use of the others, beside the server's root, <c>Access</c> (who calls), <c>Storage</c> and <c>Figures</c>.</summary>
    public static TheoryData<string, string[]> Arrows => new()
    {
        { "Figures", [] },
        { "Access", [] },
        { "Storage", [] },
        { "Dispatch", ["Resolution"] },
        { "Resolution", [] },
        { "WorkOrders", ["Resolution", "Routing", "Dispatch"] },
        { "Parts", ["Resolution", "Routing", "Plants"] },
        { "Plants", ["Resolution", "Ingestion"] },
        { "Routing", ["Resolution", "Dispatch"] },
        { "Devices", ["Resolution", "People"] },
        { "Links", ["Resolution", "Ingestion", "People", "Web"] },
        { "Photos", ["Ingestion", "People"] },
        { "Ingestion", ["Resolution", "Routing", "Dispatch", "WorkOrders", "Devices"] },
        { "Mirror", ["Dispatch", "Resolution", "Plants", "Ingestion", "WorkOrders"] },
        { "Labels", ["Resolution", "Ingestion"] },
        { "OpenApi", [] },
        { "People", ["Web"] },
        { "Web", [] },
        { "WebConsole", ["Resolution", "Ingestion", "Routing", "WorkOrders", "Parts", "Plants", "Dispatch", "Mirror", "Devices", "Labels", "Photos", "People", "Web"] },
        { "Cmms", ["Resolution", "Ingestion", "Dispatch"] },
    };

    [Theory]
    [MemberData(nameof(Arrows))]
    public void UsesOnlyWhatIsBelow(string folder, string[] below)
    {
        string[] all = folder is "Access" or "Storage" or "Figures" ? folder is "Figures" ? [] : ["Storage", "Figures"] : ["Access", "Storage", "Figures", .. below];
        None(Uses(folder, used => used != "" && used != folder && !all.Contains(used)));
    }

    [Fact]
    public void EveryFolderHasItsArrows() =>
        Assert.Equal(Arrows.Select(a => a.Data.Item1).Concat(Wiring).Append("").Order(), Server.GetTypes().Where(IsOwn).Select(FolderOf).Distinct().Order());

    /// <summary>The whole is known only to what puts it together.</summary>
    [Fact]
    public void OnlyTheWiringSeesTheInstallation() => None(
        from use in TypeUses.TypesOf(Server)
        where (use.Used == typeof(Installation) || use.Used == typeof(HttpServer)) && IsOwn(use.User) && FolderOf(use.User) is not ("" or "Commands" or "Configuration" or "Control" or "Telemetry")
        select $"{use.User.FullName} uses {use.Used.FullName}");

    [Fact]
    public void ReferencesTheEngineAndIsReferencedByNothingInIt()
    {
        Assert.Contains(Server.GetReferencedAssemblies(), a => a.Name == "Scanward");
        Assert.DoesNotContain(typeof(TimeOrderedId).Assembly.GetReferencedAssemblies(), a => a.Name == Root);
    }

    /// <summary>It goes into other people's programs.</summary>
    [Fact]
    public void Client_ReferencesNothingButDotNet() =>
        Assert.All(typeof(Scanward.Client.ScanwardClient).Assembly.GetReferencedAssemblies(), a => Assert.StartsWith("System.", a.Name, StringComparison.Ordinal));

    /// <summary>Another store stands beside <c>Storage.Sqlite</c>; nobody else may know which one it is.</summary>
    [Fact]
    public void OnlyStorageKnowsWhichDatabaseItIs() => None(
        from use in TypeUses.TypesOf(Server)
        where IsOwn(use.User) && FolderOf(use.User) != "Storage" && (IsDatabase(use.Used) || use.Used.Namespace == $"{Root}.Storage.Sqlite")
        select $"{use.User.FullName} uses {use.Used.FullName}");

    /// <summary>Folders of connectors know what the engine hands over and nothing of each other; the embedded one's registry is the store.</summary>
    [Fact]
    public void ConnectorsSeeTheEngineAndNeverEachOther()
    {
        var connectors = Server.GetTypes().Where(t => t.IsAssignableTo(typeof(ICmms)) && t.IsClass).ToArray();
        Assert.NotEmpty(connectors);
        Assert.All(connectors, c => Assert.StartsWith($"{Root}.Cmms.", c.Namespace, StringComparison.Ordinal));
        None(
            from use in TypeUses.TypesOf(Server)
            where use.User.Namespace?.StartsWith($"{Root}.Cmms.", StringComparison.Ordinal) == true && use.Used.Namespace?.StartsWith($"{Root}.Cmms.", StringComparison.Ordinal) == true
            where use.User.Namespace != use.Used.Namespace
            select $"{use.User.FullName} uses {use.Used.FullName}");
        string[] engine = ["Scanward.Dispatch", "Scanward.Resolution", "Scanward.Ingestion.Tags", "Scanward.WorkOrders", "Scanward"];
        None(
            from use in TypeUses.TypesOf(Server)
            where connectors.Contains(use.User) && use.Used.Assembly == typeof(ICmms).Assembly && !engine.Contains(use.Used.Namespace)
            select $"{use.User.FullName} uses {use.Used.FullName}");
    }

    [Fact]
    public void ProgramIsReadableAtAGlance() => Assert.InRange(File.ReadLines(Repository.Path("src/Scanward.Server/Program.cs")).Count(), 1, 80);

    /// <summary>Lists all that there is; xunit's own message would cut it.</summary>
    private static void None(IEnumerable<string> against) => Assert.Equal("", string.Join('\n', against.Distinct().Order()));

    private static IEnumerable<string> Uses(string folder, Func<string, bool> forbidden) =>
        from use in TypeUses.TypesOf(Server)
        where IsOwn(use.User) && IsOwn(use.Used) && FolderOf(use.User) == folder && forbidden(FolderOf(use.Used))
        select $"{use.User.FullName} uses {use.Used.FullName}";

    private static bool IsOwn(Type type) => type.Namespace == Root || type.Namespace?.StartsWith(Root + ".", StringComparison.Ordinal) == true;

    /// <summary><c>Scanward.Server.Storage.Sqlite</c> stands in <c>Storage</c>; what stands at the root in nothing.</summary>
    private static string FolderOf(Type type) => type.Namespace!.Split('.').ElementAtOrDefault(2) ?? "";

    private static bool IsDatabase(Type type) => type.Assembly.GetName().Name is "Microsoft.Data.Sqlite" or "SQLitePCLRaw.core" or "Dapper";
}
