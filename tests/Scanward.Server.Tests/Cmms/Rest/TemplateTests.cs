using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scanward.Server.Cmms;
using Scanward.Server.Cmms.Rest;

namespace Scanward.Server.Tests.Cmms.Rest;

/// <summary>Texts with fields, and pointers into what a target answers.</summary>
public sealed class TemplateTests
{
    private const string Record =
        """{"id":7,"big":12345678901234567890,"name":"Pump \"A\" \\ it's","none":null,"off":false,"empty":"","at":"2026-11-22 07:05:06","ms":1795330000000,"html":"a&amp;b <x>","half":"\ud800","list":[1,"two"],"":"unnamed","a/b":"slash","m~n":"tilde","fields":[{"cf":{"id":3},"value":"three"},{"cf":{"id":"7"},"value":"seven"}]}""";

    private static readonly Fields fields = new(new("https://cmms.example.org/base", ImmutableDictionary<string, JsonNode>.Empty.Add("field", 7), ImmutableDictionary<string, SecretSource>.Empty))
    {
        Record = JsonElement.Parse(Record), Own = ImmutableDictionary<string, JsonNode>.Empty.Add("reference", "REF"), Content = JsonElement.Parse("""{"work_order":{"title":"Noise","minutes":90}}"""),
    };

    private static readonly TemplateScope scope = new(
        ["reference", "work_order.title", "work_order.minutes", "work_order.vendor"], ["field", "none"], [], ImmutableDictionary<string, MappingTable>.Empty
            .Add("kinds", new(ImmutableDictionary<string, JsonNode?>.Empty.Add("7", "seven").Add("Noise", 1), null)).Add("others", new(ImmutableDictionary<string, JsonNode?>.Empty, "else")))
    { HasRecord = true };

    [Theory]
    [InlineData("plain", "\"plain\"")]
    [InlineData("{work_order.title} ({reference})", "\"Noise (REF)\"")]
    [InlineData("{work_order.minutes}", "90")]
    [InlineData("{work_order.minutes | text}", "\"90\"")]
    [InlineData("{work_order.vendor}", null)]
    [InlineData("by {work_order.vendor}.", "\"by .\"")]
    [InlineData("{work_order.vendor | or:nobody}", "\"nobody\"")]
    [InlineData("{work_order.vendor | or:{reference}}", "\"REF\"")]
    [InlineData("{/missing | or:/id}", "7")]
    [InlineData("{/empty | filled | or:{/name} | max:4}", "\"Pump\"")]
    [InlineData("{{a}} {{{reference}}}", "\"{a} {REF}\"")]
    [InlineData("CF.{{{option.field}}}='x'", "\"CF.{7}='x'\"")]
    [InlineData("a } b", "\"a } b\"")]
    [InlineData("{base_url}/{/id}", "\"https://cmms.example.org/base/7\"")]
    [InlineData("{/big}", "12345678901234567890")]
    [InlineData("{/list}", "[1,\"two\"]")]
    [InlineData("{/list | text}", "\"1, two\"")]
    [InlineData("{/none}", null)]
    [InlineData("{/half}", null)]
    [InlineData("{/off | filled}", null)]
    [InlineData("{/off}", "false")]
    [InlineData("{/name | quote}", "\"Pump \\\\\\\"A\\\\\\\" \\\\\\\\ it\\\\'s\"")]
    [InlineData("{/name | double}", "\"Pump \\\"A\\\" \\\\ it''s\"")]
    [InlineData("{/html | html}", "\"a&amp;amp;b &lt;x&gt;\"")]
    [InlineData("{/html | unhtml}", "\"a&b <x>\"")]
    [InlineData("{work_order.title | upper}", "\"NOISE\"")]
    [InlineData("{work_order.title | kinds}", "1")]
    [InlineData("{reference | kinds}", null)]
    [InlineData("{reference | others | lower}", "\"else\"")]
    [InlineData("{/at | date}", "\"2026-11-22\"")]
    [InlineData("{/at | time:dd.MM.yyyy HH:mm}", "\"22.11.2026 07:05\"")]
    [InlineData("{/at | epoch_ms}", "1795331106000")]
    [InlineData("{/ms | date}", "\"2026-11-22\"")]
    [InlineData("{/id | number}", "7")]
    [InlineData("{reference | after:R}", "\"EF\"")]
    [InlineData("{/fields/[cf.id={option.field}]/value}", "\"seven\"")]
    public void Template_MakesOfItsFields(string text, string? json)
    {
        var value = Read(text).Value(fields);
        Assert.Equal(json, value?.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    }

    [Theory]
    [InlineData("{/name | number}", "Never")]
    [InlineData("{/name | date}", "Never")]
    [InlineData("{/name | time:yyyy}", "Never")]
    [InlineData("{/name | plain}", "NoSuch")]
    [InlineData("{/empty | plain}", "NoSuch")]
    [InlineData("{reference | after:X}", "NoSuch")]
    public void Filter_ThatCanMakeNothing_SaysSo(string text, string kind)
    {
        var template = Read(text);
        Assert.Equal(kind, Assert.Throws<CannotSayException>(() => template.Value(fields)).Kind.ToString());
        Assert.Null(template.ValueOrNothing(fields));
    }

    [Theory]
    [InlineData("abcd", 3, "abc")]
    [InlineData("ab🔧", 3, "ab")]
    [InlineData("ab🔧", 4, "ab🔧")]
    public void Max_NeverCutsThroughACharacter(string text, int most, string kept) =>
        Assert.Equal(kept, Read($"{{reference | max:{most}}}").Text(fields with { Own = fields.Own.SetItem("reference", text) }));

    [Theory]
    [InlineData("/", 15)]
    [InlineData("/id", 7)]
    [InlineData("/list/1", "two")]
    [InlineData("/list/01", null)]
    [InlineData("/list/2", null)]
    [InlineData("/list/-", null)]
    [InlineData("/a~1b", "slash")]
    [InlineData("/m~0n", "tilde")]
    [InlineData("/fields/[cf.id=3]/value", "three")]
    [InlineData("/fields/[cf.id={option.field}]/value", "seven")]
    [InlineData("/fields/[cf.id={option.none}]/value", null)]
    [InlineData("/fields/[cf=3]", null)]
    [InlineData("/id/[a=b]", null)]
    [InlineData("/id/x", null)]
    public void Pointer_Finds(string text, object? value)
    {
        var found = Pointer.Read(text).Find(fields.Record, fields);
        if (text == "/") Assert.Equal((JsonValueKind.Object, value), (found!.Value.ValueKind, found.Value.EnumerateObject().Count()));
        else Assert.Equal(value?.ToString(), JsonTexts.Scalar(found));
    }

    [Theory]
    [InlineData("id")]
    [InlineData("")]
    [InlineData("/a~b")]
    [InlineData("/a~")]
    [InlineData("/[a]")]
    [InlineData("/[=b]")]
    [InlineData("/[a=b")]
    public void Pointer_ThatIsNone_SaysWhy(string text)
    {
        Assert.Null(Pointer.TryRead(text, out var why));
        Assert.NotEqual("", why);
    }

    private static Template Read(string text)
    {
        var faults = new YamlFaults("t.yaml");
        var template = new TemplateReader(faults).Read(new(1, 1, text, Plain: false), scope);
        Assert.Equal("", string.Join('\n', faults.InFileOrder()));
        return template;
    }
}
