using Scanward.Server.Cmms;
using Scanward.Server.Cmms.Rest;
using Scanward.Server.Tests.Cmms.Conformance;

namespace Scanward.Server.Tests.Cmms.Rest;

/// <summary>Everything that can be wrong with a mapping is told, where it stands, and with what to do.</summary>
public sealed class MappingReaderTests
{
    private const string Good =
        """
        mapping: shop
        about: A shop
        secrets: [key]
        options: { field: The field, team: { about: The team, default: "" } }
        headers: { X-Key: "{secret.key}" }
        tables: { priority: { 1: HIGH, else: LOW } }
        work_order:
          record: { id: /id, reference: /ref, state: /state }
          states: { OPEN: open }
          create: { request: POST /orders, body: { ref: "{reference}", priority: "{work_order.priority | priority}" } }
          find: { request: GET /orders, query: { ref: "{reference}" }, items: /rows }
          read: { request: "GET /orders/{external.id}" }
          update: { request: "PATCH /orders/{external.id}", body: { state: "{work_order.state}" } }
          changed: { request: GET /orders, query: { since: "{since}", p: "{page.index}" }, items: /rows, page: 50 }
        asset:
          record: { external_id: /id, entry: { name: "{/name}" } }
          by_tag: { request: GET /assets, query: { tag: "{tag}" }, items: /rows, check: /tag }
        stock:
          record: { entry: { part: "{/sku}" } }
          list: { request: GET /stock, items: / }
        webhook: { signature: standard, work_order: /data }
        """;

    [Fact]
    public void Good_HasNoFault()
    {
        Assert.Equal("", Faults(Good));
        Assert.Equal("", Faults(new TrackerTarget().Mapping));
    }

    /// <param name="place">Line and column, and the fault's code.</param>
    [Theory]
    [InlineData("about: A shop", "abuot: A shop", "2:1 unknown_member", "did you mean 'about'")]
    [InlineData("about: A shop\n", "", "1:1 missing_member", "needs 'about'")]
    [InlineData("about: A shop", "about: [A]", "2:8 wrong_shape", "one value, not a list")]
    [InlineData("about: A shop", "about: ''", "2:8 no_value", "")]
    [InlineData("about: A shop", "about: &a A shop", "2:8 yaml_feature", "")]
    [InlineData("about: A shop", "about: {", "2:8 yaml_syntax", "")]
    [InlineData("about: A shop", "mapping: A shop", "2:1 given_twice", "line 1")]
    [InlineData("secrets: [key]", "secrets: [Key]", "3:11 bad_name", "")]
    [InlineData("{secret.key}", "{secret.kay}", "5:21 unknown_field", "did you mean 'secret.key'")]
    [InlineData("X-Key", "X Key", "5:12 bad_header", "")]
    [InlineData("X-Key", "Content-Length", "5:12 bad_header", "set by the connection")]
    [InlineData("field: The field", "field: { default: 1 }", "4:19 missing_member", "about")]
    [InlineData("priority: { 1: HIGH, else: LOW }", "upper: { 1: HIGH }", "6:11 bad_name", "name of a filter")]
    [InlineData("id: /id, reference", "id: '/a~2', reference", "8:18 bad_pointer", "")]
    [InlineData("reference: /ref", "reference: '/f/[id=={option.feild}]'", "8:34 unknown_field", "did you mean 'field'")]
    [InlineData("record: { id: /id, reference", "record: { reference", "8:11 missing_member", "'id'")]
    [InlineData("OPEN: open", "OPEN: opn", "9:19 unknown_state", "did you mean 'open'")]
    [InlineData("{reference}\", priority", "{work_order.titel}\", priority", "10:51 unknown_field", "did you mean 'work_order.title'")]
    [InlineData("ref: \"{reference}\", priority", "ref: x, priority", "10:11 no_reference", "exactly once")]
    [InlineData("ref: \"{reference}\", priority", "ref: \"{external.id}\", priority", "10:51 unknown_field", "")]
    [InlineData("ref: \"{reference}\", priority", "ref: \"{reference\", priority", "10:50 open_brace", "not closed")]
    [InlineData("ref: \"{reference}\", priority", "ref: \"{/x}{reference}\", priority", "10:51 no_record", "")]
    [InlineData("| priority}", "| prioritty}", "10:98 unknown_filter", "did you mean 'priority'")]
    [InlineData("| priority}", "| max:none}", "10:98 unknown_filter", "max:80")]
    [InlineData("| priority}", "| time:%}", "10:98 unknown_filter", "time:yyyy")]
    [InlineData("priority | priority}\" }", "priority | priority}\" }, each: 1", "10:112 unknown_member", "")]
    [InlineData("POST /orders", "MAKE /orders", "10:22 bad_request", "GET, POST")]
    [InlineData("POST /orders", "POST orders", "10:22 bad_request", "base_url")]
    [InlineData("POST /orders", "POST //evil.example.org", "10:22 bad_request", "")]
    [InlineData("POST /orders,", "GET /orders,", "10:11 get_with_body", "")]
    [InlineData("POST /orders,", "POST /orders, done: [20],", "10:43 out_of_range", "")]
    [InlineData("POST /orders,", "POST /orders, refused_when: { at: /a, matches: '(' },", "10:69 bad_expression", "")]
    [InlineData("POST /orders,", "POST /orders, refused_when: { at: /a },", "10:50 missing_member", "'equals'")]
    [InlineData("POST /orders,", "POST /orders, exists_when: { at: /a, equal: 1 },", "10:59 unknown_member", "did you mean 'equals'")]
    [InlineData("POST /orders,", "POST /orders, form: { a: b },", "10:11 both_bodies", "")]
    [InlineData("POST /orders,", "POST /orders, headers: { 'a:b': c },", "10:47 bad_header", "")]
    [InlineData(", items: /rows }\n  read", " }\n  read", "11:9 missing_member", "'items'")]
    [InlineData("query: { ref: \"{reference}\" }", "query: { ref: 1 }", "11:9 no_reference", "look for")]
    [InlineData("reference: /ref, ", "", "8:11 no_reference", "could not be compared")]
    [InlineData("GET /orders/{external.id}", "GET /orders/1", "12:9 no_id", "{external.id}")]
    [InlineData("PATCH /orders/{external.id}", "PATCH /orders", "13:11 no_id", "")]
    [InlineData("since: \"{since}\", ", "", "14:12 no_since", "")]
    [InlineData(", page: 50", "", "14:12 missing_member", "'page'")]
    [InlineData("p: \"{page.index}\"", "p: \"{page.size}\"", "14:103 page_unused", "")]
    [InlineData("p: \"{page.index}\"", "p: \"{page.index}\", c: \"{cursor}\"", "14:12 missing_member", "'next'")]
    [InlineData("external_id: /id, ", "", "16:11 missing_member", "external_id")]
    [InlineData(", check: /tag", "", "17:11 no_check", "any asset for any tag")]
    [InlineData("{ tag: \"{tag}\" }", "{ tag: 1 }", "17:11 no_tag", "")]
    [InlineData("record: { entry: { part: \"{/sku}\" } }", "record: { }", "19:11 missing_member", "'entry'")]
    [InlineData("signature: standard", "signature: none", "21:23 wrong_value", "")]
    [InlineData("signature: standard", "signature: { header: X, hmac: md5 }", "21:42 wrong_value", "sha256-hex")]
    [InlineData("signature: standard, ", "", "21:10 missing_member", "not believed")]
    [InlineData(", work_order: /data", "", "21:10 missing_member", "'asset'")]
    public void Fault_IsToldWhereItIs(string good, string bad, string place, string says)
    {
        var text = Good.Replace(good, bad, StringComparison.Ordinal);
        Assert.NotEqual(Good, text);
        var faults = Faults(text).Split('\n');
        var fault = faults.FirstOrDefault(f => f.StartsWith($"{place}: ", StringComparison.Ordinal));
        Assert.True(fault is not null, $"no {place} in\n{string.Join('\n', faults)}");
        Assert.Contains(says, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryFault_IsToldAtOnce() =>
        Assert.Equal(3, Faults(Good.Replace("about: A shop", "abuot: A shop", StringComparison.Ordinal).Replace("{secret.key}", "{x}", StringComparison.Ordinal)).Split('\n').Length);

    [Fact]
    public void Mapping_OfNothing_IsAFault()
    {
        Assert.Contains("there is nothing to do", Faults("mapping: a\nabout: b\n"), StringComparison.Ordinal);
        Assert.Contains("empty_file", Faults("# nothing\n"), StringComparison.Ordinal);
        Assert.Contains("wrong_shape", Faults("- a\n"), StringComparison.Ordinal);
        Assert.Contains("too_deep", Faults($"a: {new string('[', 100)}{new string(']', 100)}"), StringComparison.Ordinal);
        Assert.Contains("too_large", Faults(new string('#', 300_000)), StringComparison.Ordinal);
    }

    public static TheoryData<string> Shipped => new(Mappings.Names);

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Mapping_ThatComesWithScanward_HasNoFault(string name)
    {
        var faults = new YamlFaults(name);
        var mapping = MappingReader.Read(Mappings.Text(name)!, faults);
        Assert.Equal("", string.Join('\n', faults.InFileOrder()));
        Assert.Equal(name, mapping!.Name);
    }

    private static string Faults(string text)
    {
        var faults = new YamlFaults("shop.yaml");
        var mapping = MappingReader.Read(text, faults);
        Assert.Equal(faults.Any, mapping is null);
        return string.Join('\n', faults.InFileOrder().Select(f => $"{f.Line}:{f.Column} {f.Code}: {f.Detail}"));
    }
}
