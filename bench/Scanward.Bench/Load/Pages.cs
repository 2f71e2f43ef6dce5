using System.Buffers.Text;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Scanward.Server;

namespace Scanward.Bench.Load;

/// <summary>Looks at every page of the console at random places of a plant, one after another as a person does, and tells how long the server took for each.</summary>
internal static partial class Pages
{
    private const string Password = "bench only, nowhere else";

    private static readonly string[] crews = ["mechanical", "electrical", "hvac"];

    /// <summary>What a browser would ask for. In braces stands what is drawn anew for each request.</summary>
    private static readonly (string Name, string[] Addresses)[] pages =
    [
        ("overview", ["/"]),
        ("board", ["/work-orders", "/work-orders?priority=1", "/work-orders?technician={technician}", "/work-orders?late=yes", "/work-orders?crew={crew}"]),
        ("work orders, list", ["/work-orders?view=list&cursor={orders}", "/work-orders?view=list&state=completed&priority=1&cursor={orders}", "/work-orders?view=list&late=yes", "/work-orders?view=list&asset_id={asset}", "/work-orders?view=list&technician={technician}&cursor={orders}"]),
        ("work order", ["/work-orders/{order}"]),
        ("scans", ["/scans", "/scans?cursor={scans}", "/scans?status=waiting_parts&cursor={scans}", "/scans?operator={operator}&cursor={scans}", "/scans?operator=nobody&cursor={scans}", "/scans?asset_id={asset}", "/scans?type=inspection&cursor={scans}"]),
        ("scan's story", ["/scans/{scan}"]),
        ("assets", ["/assets", "/assets?cursor={assets}", "/assets?q={asset}", "/assets?q=pump+{number}", "/assets?criticality=5&cursor={assets}", "/assets?class=boiler&cursor={assets}", "/assets?q=nothing+such"]),
        ("asset", ["/assets/{asset}"]),
        ("asset, changed", ["/assets/{asset}/edit"]),
        ("parts", ["/parts", "/parts?show=low", "/parts?show=short", "/parts?view=replenishments", "/parts?view=transfers"]),
        ("part", ["/parts/{part}"]),
        ("crews", ["/crews", "/crews?days=7", "/crews?skill=hvac&skill=electrical"]),
        ("technician", ["/crews/technicians/{technician}"]),
        ("calendar", ["/calendar", "/calendar?view=week", "/calendar?overdue=yes", "/calendar?day={day}"]),
        ("policy", ["/policy"]),
        ("policy, tried", ["/policy/try", "/policy/try?asset={asset}"]),
        ("policy, other", ["/policy/check", "/policy/history", "/policy/draft"]),
        ("dead letters", ["/dead-letters"]),
        ("connectors", ["/connectors"]),
        ("devices", ["/devices"]),
        ("labels", ["/labels", "/labels?assets={asset}"]),
        ("people", ["/people"]),
        ("sites", ["/sites", "/sites/load-site"]),
        ("audit", ["/audit"]),
        ("account", ["/account"]),
        ("tag's link", ["/t/{asset}"]),
    ];

    public static Command Command()
    {
        var link = new Option<string>("--link") { Description = "A link of 'scanward person add' for somebody who may see everything.", Required = true };
        var requests = new Option<int>("--requests") { Description = "Looks at each kind of page.", DefaultValueFactory = _ => 200 };
        var assets = new Option<int>("--assets") { Description = "Assets of the plant.", DefaultValueFactory = _ => 100_000 };
        var command = new Command("pages", "Looks at every page of the console and tells the latencies.") { link, requests, assets };
        command.SetAction((parsed, ct) => Run(new Uri(parsed.GetRequiredValue(link)), parsed.GetValue(requests), parsed.GetValue(assets), ct));
        return command;
    }

    private static async Task<int> Run(Uri link, int requests, int assets, CancellationToken ct)
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer(), AutomaticDecompression = DecompressionMethods.All }) { BaseAddress = new Uri(link.GetLeftPart(UriPartial.Authority)) };
        http.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        await SignIn(http, link, ct);
        var random = new Random(20_261_130);
        var (scanIds, orderIds) = (await Stored("/scans", "scans-page"), await Stored("/work-orders?view=list", "work-orders-page"));
        string Cursor(string list) => ListQuery.Cursor(list, list[0] == 's' ? random.NextInt64(scanIds.First, scanIds.Last) : random.NextInt64(orderIds.First, orderIds.Last));
        async Task<(long First, long Last)> Stored(string address, string list)
        {
            var newest = NewestOf(await Look(http, address, ct));
            return (await IdRange.Oldest(newest, async id => (await Look(http, $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}cursor={ListQuery.Cursor(list, id)}", ct)).Contains("row-link", StringComparison.Ordinal)), newest);
        }

        string Asset() => string.Create(CultureInfo.InvariantCulture, $"LOAD-{random.Next(1, assets + 1):D6}");
        var scans = new List<string>();
        var orders = new List<string>();
        for (var n = 0; n < 20; n++)
        {
            scans.AddRange(Ids(await Look(http, $"/scans?cursor={Cursor("scans-page")}", ct), "scans"));
            orders.AddRange(Ids(await Look(http, $"/work-orders?view=list&cursor={Cursor("work-orders-page")}", ct), "work-orders"));
        }

        string Filled(string address) => Drawn().Replace(address, part => part.Value switch
        {
            "{asset}" => Asset(),
            "{number}" => $"{random.Next(1, assets + 1)}",
            "{scan}" => scans[random.Next(scans.Count)],
            "{order}" => orders[random.Next(orders.Count)],
            "{scans}" => Cursor("scans-page"),
            "{orders}" => Cursor("work-orders-page"),
            "{assets}" => ListQuery.Cursor("assets-page", random.Next(1, assets + 1)),
            "{technician}" => $"tech-{random.Next(1, 61):D2}",
            "{crew}" => crews[random.Next(crews.Length)],
            "{operator}" => $"op-{random.Next(1, 201):D3}",
            "{part}" => $"part-{random.Next(1, 25):D2}",
            "{day}" => TimeProvider.System.GetUtcNow().AddDays(random.Next(-10, 50)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            var other => throw new InvalidOperationException($"{other} is not drawn."),
        });

        var slowest = 0.0;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"page",-62} {"p50 ms",9} {"p95 ms",9} {"max ms",9}"));
        foreach (var (name, addresses) in pages)
        {
            var whole = new LatencyHistogram();
            foreach (var address in addresses)
            {
                var one = new LatencyHistogram();
                for (var n = -3; n < requests / addresses.Length; n++)
                {
                    var filled = Filled(address);
                    var began = Stopwatch.GetTimestamp();
                    await Look(http, filled, ct);
                    var took = (long)Stopwatch.GetElapsedTime(began).TotalNanoseconds;
                    if (n < 0) continue; // the first ones of a kind compile what they need
                    one.Record(took);
                    whole.Record(took);
                }

                if (addresses.Length > 1) Tell($"  {address}", one);
            }

            Tell(name, whole);
            slowest = Math.Max(slowest, whole.Milliseconds(0.95));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"slowest page's p95: {slowest:0.0} ms"));
        return 0;
    }

    private static async Task SignIn(HttpClient http, Uri link, CancellationToken ct)
    {
        var page = await http.GetStringAsync(link, ct);
        using var sent = await http.PostAsync(new Uri("/welcome", UriKind.Relative), new FormUrlEncodedContent(
        [
            new("__RequestVerificationToken", WebUtility.HtmlDecode(Token().Match(page).Groups["value"].Value)), new("token", link.Query.Split('=')[1]), new("password", Password), new("again", Password),
        ]), ct);
        if (sent.StatusCode != HttpStatusCode.SeeOther) throw new InvalidOperationException($"Signing in was answered {(int)sent.StatusCode}.");
    }

    private static async Task<string> Look(HttpClient http, string address, CancellationToken ct)
    {
        using var answer = await http.GetAsync(new Uri(address, UriKind.Relative), ct);
        var page = await answer.Content.ReadAsStringAsync(ct);
        if (answer.StatusCode is HttpStatusCode.OK || (answer.StatusCode is HttpStatusCode.Redirect && address.StartsWith("/t/", StringComparison.Ordinal))) return page;
        throw new InvalidOperationException($"{address} was answered {(int)answer.StatusCode}: {answer.Headers.Location}");
    }

    /// <summary>The id that the next page begins after, which is that of the first page's last row.</summary>
    private static long NewestOf(string page)
    {
        var cursor = Next().Match(page).Groups["value"].Value;
        var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
        return long.Parse(text.AsSpan(text.LastIndexOf(':') + 1), CultureInfo.InvariantCulture);
    }

    private static IEnumerable<string> Ids(string page, string kind) => Regex.Matches(page, $"href=\"/{kind}/([^\"?#/]+)[\"#]", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)).Select(m => m.Groups[1].Value).Distinct();

    private static void Tell(string page, LatencyHistogram of) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{page,-62} {of.Milliseconds(0.5),9:0.00} {of.Milliseconds(0.95),9:0.00} {of.MaxNanoseconds / 1e6,9:0.00}"));

    [GeneratedRegex("cursor=(?<value>[^\"&]+)\" rel=\"next\"", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Next();

    [GeneratedRegex(@"\{[a-z]+\}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Drawn();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<value>[^\"]*)\"", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Token();
}
