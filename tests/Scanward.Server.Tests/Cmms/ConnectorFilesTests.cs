using System.Text.RegularExpressions;
using NodaTime;
using Scanward.Server.Cmms;
using Scanward.Server.Tests.Cmms.Conformance;
using Scanward.Server.Tests.Processes;

namespace Scanward.Server.Tests.Cmms;

/// <summary>The folder of connectors: what its files give, and everything that can be wrong with them.</summary>
public sealed class ConnectorFilesTests : IDisposable
{
    private const string Good = "mapping: scanward\nbase_url: https://cmms.example.org\nsites: [nc]\nsecrets: { api_key: { env: CMMS_KEY } }\n";

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void NoFolder_HasNone() => Assert.Empty(Read(folder["missing"]).Connectors);

    [Fact]
    public void File_GivesAConnector()
    {
        folder.Write("plant.yaml", Good);
        folder.Write("other.yaml", Good.Replace("[nc]", "[harbour, yard]", StringComparison.Ordinal)
            + "timeout_seconds: 5\nconcurrency: 2\nper_second: 20\nmirror_minutes: 0\nsync_minutes: 0\nalert_minutes: 30\ndefaults: { class: general, criticality: 3 }\n");
        folder.Write("rest.yaml", Good.Replace("sites: [nc]\n", "", StringComparison.Ordinal));
        var read = Read(folder.Path);
        Assert.Equal("", string.Join('\n', read.Faults));
        Assert.Equal(["other", "plant", "rest"], read.Connectors.Select(c => c.Name));
        var (other, plant) = (read.Connectors[0], read.Connectors[1]);
        Assert.Equal(["harbour", "yard"], other.Sites);
        Assert.Equal((Duration.FromSeconds(5), 2, 20, Duration.Zero, null, Duration.FromMinutes(30)), (other.Limits.Timeout, other.Limits.Concurrency, other.Limits.PerSecond, other.Limits.MirrorFor, other.Limits.SyncEvery, other.Limits.AlertAfter));
        Assert.Equal("""{"class":"general","criticality":3}""", other.AssetDefaultsJson);
        Assert.Equal(Server.Dispatch.ConnectorLimits.Default, plant.Limits);
        Assert.Empty(read.Connectors[2].Sites);
        Assert.True(plant.Cmms.Abilities.HonoursKeys);
        foreach (var connector in read.Connectors) (connector.Cmms as IDisposable)?.Dispose();
    }

    [Theory]
    [InlineData("base_url", "base_ulr", "2:1 unknown_member", "did you mean 'base_url'")]
    [InlineData("scanward", "scanwart", "1:10 unknown_mapping", "did you mean 'scanward'")]
    [InlineData("scanward", "./none.yaml", "1:10 unreadable", "")]
    [InlineData("mapping: scanward\n", "", "1:1 missing_member", "scanward")]
    [InlineData("https://", "http://", "2:11 not_https", "allow: [http]")]
    [InlineData("https://", "ftp://", "2:11 bad_address", "")]
    [InlineData("https://", "https://me:pw@", "2:11 bad_address", "secrets")]
    [InlineData("example.org", "example.org?x=1", "2:11 bad_address", "")]
    [InlineData("{ env: CMMS_KEY }", "s3cret", "4:21 secret_in_file", "{ env: VARIABLE }")]
    [InlineData("{ env: CMMS_KEY }", "{ env: CMMS_KAY }", "4:28 no_secret", "CMMS_KAY")]
    [InlineData("{ env: CMMS_KEY }", "{ file: none }", "4:29 no_secret", "")]
    [InlineData("{ env: CMMS_KEY }", "{ env: A, file: b }", "4:21 secret_source", "one place")]
    [InlineData("api_key", "api_kay", "4:12 unknown_secret", "did you mean 'api_key'")]
    [InlineData("secrets: { api_key: { env: CMMS_KEY } }\n", "", "1:1 missing_member", "secrets.api_key")]
    [InlineData("sites: [nc]", "sites: [nc]\noptions: { a: 1 }", "4:12 unknown_option", "")]
    [InlineData("sites: [nc]", "sites: [nc]\nallow: [htttp]", "4:9 unknown_value", "did you mean 'http'")]
    [InlineData("sites: [nc]", "sites: [nc]\nca_file: none.pem", "4:10 unreadable", "")]
    [InlineData("sites: [nc]", "sites: [nc]\ntimeout_seconds: 61", "4:18 out_of_range", "from 1 to 60")]
    [InlineData("sites: [nc]", "sites: [nc]\nconcurrency: 0", "4:14 out_of_range", "")]
    [InlineData("sites: [nc]", "sites: [nc]\ndefaults: { clas: x }", "4:13 unknown_member", "did you mean 'class'")]
    [InlineData("sites: [nc]", "sites: [nc]\nwebhook: { secret: { env: CMMS_KEY } }", "4:10 no_webhook", "")]
    [InlineData("sites: [nc]", "sites: [nc]\ntables: { knd: { a: b } }", "4:11 unknown_table", "did you mean 'kind'")]
    [InlineData("sites: [nc]", "sites: [nc, nc]", "3:13 site_taken", "twice")]
    public void Fault_IsToldWhereItIs(string good, string bad, string place, string says)
    {
        var path = folder.Write("plant.yaml", Good.Replace(good, bad, StringComparison.Ordinal));
        var read = Read(folder.Path);
        Assert.Empty(read.Connectors);
        Assert.All(read.Faults, f => Assert.Equal(path, f.File));
        var fault = Assert.Single(read.Faults, f => $"{f.Line}:{f.Column} {f.Code}" == place);
        Assert.Contains(says, fault.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Site_HasOneConnector()
    {
        folder.Write("a.yaml", Good);
        folder.Write("b.yaml", Good);
        var fault = Assert.Single(Read(folder.Path).Faults);
        Assert.Equal((folder["b.yaml"], 3, 9, "site_taken"), (fault.File, fault.Line, fault.Column, fault.Code));
        Assert.Contains("a.yaml", fault.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void OneConnector_TakesTheOtherSites()
    {
        folder.Write("a.yaml", Good.Replace("sites: [nc]\n", "", StringComparison.Ordinal));
        folder.Write("b.yaml", Good.Replace("sites: [nc]\n", "", StringComparison.Ordinal));
        Assert.Equal("sites_needed", Assert.Single(Read(folder.Path).Faults).Code);
    }

    [Theory]
    [InlineData("Plant.yaml")]
    [InlineData("1.yaml")]
    [InlineData("a b.yaml")]
    [InlineData("embedded.yaml")]
    public void Name_IsOneThatFiguresAndMessagesCanHave(string file)
    {
        folder.Write(file, Good);
        Assert.Equal("bad_name", Assert.Single(Read(folder.Path).Faults).Code);
    }

    /// <summary>A mapping of one's own lies beside the connector; what is wrong with it is told at its own place.</summary>
    [Fact]
    public void OwnMapping_IsReadFromItsFile()
    {
        Directory.CreateDirectory(folder["mappings"]);
        folder.Write("mappings/tracker.yaml", new TrackerTarget().Mapping);
        folder.Write("plant.yaml", Good.Replace("scanward", "mappings/tracker.yaml", StringComparison.Ordinal).Replace("api_key", "key", StringComparison.Ordinal) + "options: { field: 7 }\ntables: { priority: { 2: MIDDLING } }\n");
        var read = Read(folder.Path);
        Assert.Equal("", string.Join('\n', read.Faults));
        (Assert.Single(read.Connectors).Cmms as IDisposable)!.Dispose();
        folder.Write("mappings/tracker.yaml", new TrackerTarget().Mapping.Replace("about:", "abuot:", StringComparison.Ordinal));
        Assert.Contains(Read(folder.Path).Faults, f => (f.File, f.Line, f.Code) == (folder["mappings/tracker.yaml"], 2, "unknown_member"));
    }

    [Fact]
    public void Options_OfTheMapping_AreAskedFor()
    {
        folder.Write("tracker.yaml.txt", new TrackerTarget().Mapping);
        File.Move(folder["tracker.yaml.txt"], folder["own.mapping"]);
        folder.Write("plant.yaml", Good.Replace("scanward", "./own.mapping", StringComparison.Ordinal).Replace("api_key", "key", StringComparison.Ordinal));
        var fault = Assert.Single(Read(folder.Path).Faults);
        Assert.Contains("'options.field': Number of the custom field", fault.Detail, StringComparison.Ordinal);
    }

    /// <summary>What docs/connectors/mapping.md shows of a connector can be read.</summary>
    [Fact]
    public void Guide_ShowsAMappingThatCanBeRead()
    {
        var guide = Scanward.Tests.Repository.Read("docs/connectors/mapping.md");
        var blocks = Regex.Matches(guide, "```yaml\n(?<text>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Select(m => m.Groups["text"].Value).ToArray();
        var faults = new YamlFaults("guide");
        Server.Cmms.Rest.MappingReader.Read(blocks.Single(b => b.StartsWith("mapping: ", StringComparison.Ordinal)), faults);
        Assert.Equal("", string.Join('\n', faults.InFileOrder()));
        foreach (var (name, meaning) in Scanward.Dispatch.DispatchFields.All) Assert.Contains($"| `{name}` | {meaning} |", guide, StringComparison.Ordinal);
        foreach (var filter in Server.Cmms.Rest.Filter.Names) Assert.Contains($"`{filter}`", guide, StringComparison.Ordinal);
        foreach (var mapping in Server.Cmms.Rest.Mappings.Names) Assert.Contains($"`{mapping}`", guide, StringComparison.Ordinal);
    }

    private static ConnectorFolder Read(string path) => ConnectorFiles.Read(path, TimeProvider.System, name => name == "CMMS_KEY" ? "s3cret" : null);
}
