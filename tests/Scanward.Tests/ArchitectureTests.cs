using System.Diagnostics;
using System.Reflection;

namespace Scanward.Tests;

/// <summary>The arrows of docs/architecture.md, held against the compiled engine.</summary>
public sealed class ArchitectureTests
{
    private static readonly Assembly Engine = typeof(TimeOrderedId).Assembly;

    /// <summary>What each part of the engine may use beside itself and the root.</summary>
    public static TheoryData<string, string[]> Arrows => new()
    {
        { "Scanward", [] },
        { "Scanward.Ingestion", [] },
        { "Scanward.Resolution", ["Scanward.Ingestion"] },
        { "Scanward.WorkOrders", [] },
        { "Scanward.Maintenance", ["Scanward.Resolution"] },
        { "Scanward.Routing", ["Scanward.Resolution", "Scanward.Ingestion", "Scanward.WorkOrders", "Scanward.Maintenance"] },
        { "Scanward.Dispatch", ["Scanward.Routing", "Scanward.Resolution", "Scanward.WorkOrders"] },
    };

    [Theory]
    [MemberData(nameof(Arrows))]
    public void UsesOnlyWhatThePhaseBeforeHandsIt(string part, string[] before)
    {
        var against = TypeUses.TypesOf(Engine)
            .Where(p => p.Used.Assembly == Engine && p.Used.Namespace is not null && PartOf(p.User) == part)
            .Where(p => PartOf(p.Used) is var used && used != part && used != "Scanward" && !before.Contains(used));
        None(against.Select(p => $"{p.User.FullName} uses {p.Used.FullName}"));
    }

    [Fact]
    public void EveryPartOfTheEngineHasItsArrows() =>
        Assert.Equal(Arrows.Select(a => a.Data.Item1).Order(), Engine.GetTypes().Where(t => t.Namespace is not null).Select(PartOf).Distinct().Order());

    /// <summary>Tags are read alone: <c>scanward tag read</c> has no scan.</summary>
    [Fact]
    public void ReadsTagsWithoutScans() => Assert.DoesNotContain(
        TypeUses.TypesOf(Engine), p => p.User.Namespace?.StartsWith("Scanward.Ingestion.Tags", StringComparison.Ordinal) == true && p.Used.Namespace == "Scanward.Ingestion");

    [Fact]
    public void ReferencesNoServerAndNoStore()
    {
        string[] allowed = ["NodaTime", "YamlDotNet"];
        Assert.Empty(Engine.GetReferencedAssemblies().Select(a => a.Name!).Where(n => !n.StartsWith("System.", StringComparison.Ordinal)).Except(allowed));
        Assert.DoesNotContain(Engine.GetReferencedAssemblies(), a => a.Name is "System.Net.Http" or "System.Net.Sockets" or "System.Data.Common" or "System.Diagnostics.Process");
    }

    [Fact]
    public void TouchesNoFile() => None(
        Uses(t => t.Namespace == "System.IO" && t != typeof(TextReader) && t != typeof(TextWriter) && t != typeof(StringReader) && t != typeof(StringWriter)));

    [Fact]
    public void AsksNoClock()
    {
        None(Uses(t => t == typeof(TimeProvider) || t == typeof(Stopwatch) || t == typeof(NodaTime.SystemClock) || t == typeof(NodaTime.IClock)));
        None(Members("get_Now", "get_UtcNow", "get_Today", "get_TickCount", "get_TickCount64"));
    }

    /// <summary>A generator with a given seed is no randomness: the demo plant is made so.</summary>
    [Fact]
    public void IsNotRandom()
    {
        None(Uses(t => t == typeof(System.Security.Cryptography.RandomNumberGenerator)));
        None(Members("get_Shared", "NewGuid", "CreateVersion7"));
        Assert.DoesNotContain(TypeUses.Of(Engine), p => p.Used is ConstructorInfo { DeclaringType: var type } made && type == typeof(Random) && made.GetParameters().Length == 0);
    }

    /// <summary>Lists all that there is; xunit's own message would cut it.</summary>
    private static void None(IEnumerable<string> against) => Assert.Equal("", string.Join('\n', against.Distinct().Order()));

    /// <summary>What others build on says what it is; members whose name says it all need no more.</summary>
    [Fact]
    public void DocumentsEveryPublicType()
    {
        var documented = System.Xml.Linq.XDocument.Load(Path.ChangeExtension(Engine.Location, ".xml")).Descendants("member")
            .Where(m => m.Elements().Any()).Select(m => (string)m.Attribute("name")!).ToHashSet();
        None(Engine.GetExportedTypes().Where(t => !documented.Contains("T:" + t.FullName!.Replace('+', '.'))).Select(t => t.FullName!));
    }

    private static IEnumerable<string> Uses(Func<Type, bool> forbidden) =>
        TypeUses.TypesOf(Engine).Where(p => forbidden(p.Used)).Select(p => $"{p.User.FullName} uses {p.Used.FullName}");

    private static IEnumerable<string> Members(params string[] forbidden) => TypeUses.Of(Engine)
        .Where(p => p.Used is MethodInfo && forbidden.Contains(p.Used.Name) && p.Used.DeclaringType!.Namespace == "System")
        .Select(p => $"{p.User.FullName} uses {p.Used.DeclaringType}.{p.Used.Name}").Distinct();

    /// <summary><c>Scanward.Routing.Policy</c> belongs to <c>Scanward.Routing</c>.</summary>
    private static string PartOf(Type type) => string.Join('.', (type.Namespace ?? "").Split('.').Take(2));
}
