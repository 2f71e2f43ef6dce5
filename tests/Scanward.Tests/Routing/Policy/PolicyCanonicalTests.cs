using Scanward.Routing.Policy;

namespace Scanward.Tests.Routing.Policies;

public sealed class PolicyCanonicalTests
{
    private const string Base =
        """
        policy: one
        version: 1
        timezone: UTC
        route:
          - { id: a, when: { criticality: 1..3, scan: not corrective, asset_class: pump or fan }, then: corrective_wo P1 }
          - { id: b, then: { outcome: corrective_wo, priority: P2, parts: [seal, bearing] } }
        response:
          P1: { on_site: 2h, clock: site }
          P2: { on_site: 1d, clock: site }
        """;

    [Theory]
    [InlineData("policy: one", "policy: other")]
    [InlineData("version: 1", "version: 2")]
    [InlineData("route:", "route:   # a comment\n")]
    [InlineData("criticality: 1..3, scan: not corrective", "scan: not corrective, criticality: 1..3")]
    [InlineData("criticality: 1..3", "criticality: at most 3")]
    [InlineData("criticality: 1..3", "criticality: 3 or 1..2")]
    [InlineData("criticality: 1..3", "criticality: not 4..5 or unknown")]
    [InlineData("scan: not corrective", "scan: preventive or inspection or unknown")]
    [InlineData("pump or fan", "fan or pump or fan")]
    [InlineData("pump or fan", "\"fan or pump\"")]
    [InlineData("{ id: b, then", "{ id: b, when: { crew: on_shift or on_call or none or unknown }, then")]
    [InlineData("then: corrective_wo P1", "then: { outcome: corrective_wo, priority: P1 }")]
    [InlineData("[seal, bearing]", "{ bearing: 1, seal: 1 }")]
    [InlineData("on_site: 2h", "on_site: 120m")]
    [InlineData("response:", "assign: { load_limit: 720m, if_none: { P1: queue } }\nparts: { need: asset, recheck_waiting: 4h }\nresponse:")]
    [InlineData("response:", "sites: { n: { response: { P1: { on_site: 2h } } } }\nresponse:")]
    public void Hash_OtherSpelling_IsTheSame(string text, string spelled)
    {
        Assert.Contains(text, Base, StringComparison.Ordinal);

        Assert.Equal(PolicyTexts.Read(Base).Hash, PolicyTexts.Read(Base.Replace(text, spelled, StringComparison.Ordinal)).Hash);
    }

    [Theory]
    [InlineData("timezone: UTC", "timezone: Europe/Amsterdam")]
    [InlineData("timezone: UTC", "timezone: UTC\nfresh: { stock: 5m }")]
    [InlineData("id: a", "id: c")]
    [InlineData("criticality: 1..3", "criticality: 1..4")]
    [InlineData("criticality: 1..3", "criticality: 1..3 or unknown")]
    [InlineData("scan: not corrective", "scan: not corrective or unknown")]
    [InlineData("asset_class: pump", "asset: pump")]
    [InlineData("pump or fan", "not pump or fan")]
    [InlineData("then: corrective_wo P1", "then: corrective_wo P2")]
    [InlineData("[seal, bearing]", "{ bearing: 2, seal: 1 }")]
    [InlineData("on_site: 1d", "on_site: 24h")]
    [InlineData("clock: site", "clock: always")]
    [InlineData("response:", "assign: { load_limit: 8h }\nresponse:")]
    [InlineData("response:", "parts: { need: [] }\nresponse:")]
    [InlineData("response:", "escalate: { P1: [ { after: on_site, to: on_call } ] }\nresponse:")]
    [InlineData("response:", "sites: { n: { response: { P1: { on_site: 1h } } } }\nresponse:")]
    public void Hash_OtherDecision_IsAnother(string text, string changed)
    {
        Assert.Contains(text, Base, StringComparison.Ordinal);

        Assert.NotEqual(PolicyTexts.Read(Base).Hash, PolicyTexts.Read(Base.Replace(text, changed, StringComparison.Ordinal)).Hash);
    }

    [Fact]
    public void Hash_RowOrder_Counts()
    {
        var ab = PolicyTexts.Rows("{ id: a, then: review P1 }", "{ id: b, then: review P1 }");
        var ba = PolicyTexts.Rows("{ id: b, then: review P1 }", "{ id: a, then: review P1 }");

        Assert.NotEqual(PolicyTexts.Read(ab).Hash, PolicyTexts.Read(ba).Hash);
    }

    [Fact]
    public void Hash_RowUnderItsSiteOrInTheRoute_IsTheSame()
    {
        var under = PolicyTexts.Rows("{ id: b, then: review P1 }") + "sites: { n: { add: [ { id: a, before: b, when: { criticality: 5 }, then: review P2 } ] } }\n";
        var inline = PolicyTexts.Rows("{ id: a, when: { site: n, criticality: 5 }, then: review P2 }", "{ id: b, then: review P1 }");

        Assert.Equal(PolicyTexts.Read(inline).Hash, PolicyTexts.Read(under).Hash);
    }

    [Fact]
    public void Hash_OrderOfSites_DoesNotCount()
    {
        const string North = "n: { add: [ { id: x, before: b, then: review P2 } ] }";
        const string South = "s: { add: [ { id: y, before: b, then: review P2 } ] }";
        var rows = PolicyTexts.Rows("{ id: b, then: review P1 }");

        Assert.Equal(PolicyTexts.Read($"{rows}sites: {{ {North}, {South} }}\n").Hash, PolicyTexts.Read($"{rows}sites: {{ {South}, {North} }}\n").Hash);
    }

    /// <summary>A stored hash must be found again by every later build: this value changes only together with the form's name.</summary>
    [Fact]
    public void Text_IsStable()
    {
        var expected = """
            scanward-policy/1
            timezone 3:UTC
            row 1:a 11:asset_class=[3:fan,4:pump] 11:criticality=[1..3] 4:scan=[?][2..3] then corrective_wo P1
            row 1:b then corrective_wo P2 parts 7:bearingx1 4:sealx1
            response P1 on_site 0d+120m site
            response P2 on_site 1d+0m site
            need asset_skills,on_shift,under_load_limit
            prefer same_site,least_loaded,longest_idle,technician_id
            load_limit 720
            if_none P1 queue
            if_none P2 queue
            if_none P3 queue
            if_none P4 queue
            parts of the asset
            safety_stock 
            recheck 240

            """;

        Assert.Equal(expected, PolicyCanonical.Text(PolicyTexts.Read(Base)));
    }
}
