using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Scanward.Server;

namespace Scanward.Bench.Load;

/// <summary>Reads pages of lists at random places, by every filter, and tells how long each took: one after another, as a person does.</summary>
internal static class Lists
{
    private const int PageRows = 50;

    private static readonly string[] filters =
    [
        "", "state=open", "state=assigned", "state=waiting_parts", "state=completed", "state=cancelled", "kind=corrective", "kind=preventive", "kind=inspection", "outcome=parts_pending", "outcome=preventive_pm",
        "priority=1", "priority=2", "state=completed&priority=1", "kind=preventive&state=assigned", "crew={crew}", "technician={technician}", "technician={technician}&state=assigned", "technician=nobody",
        "crew=nobody", "asset_id={asset}", "asset_id={asset}&state=completed", "asset_id=NONE-000001", "kind=preventive&priority=1",
    ];

    public static Command Command()
    {
        var url = new Option<string>("--url") { Description = "Where the server is, such as http://127.0.0.1:5080.", Required = true };
        var key = new Option<FileInfo>("--key") { Description = "File that holds a key.", Required = true };
        var requests = new Option<int>("--requests") { Description = "Pages read for each filter.", DefaultValueFactory = _ => 100 };
        var command = new Command("lists", "Reads pages of the list of work orders by every filter and tells the latencies.") { url, key, requests };
        command.SetAction((parsed, ct) => Run(new Uri(parsed.GetRequiredValue(url)), parsed.GetRequiredValue(key), parsed.GetValue(requests), ct));
        return command;
    }

    private static async Task Run(Uri url, FileInfo key, int requests, CancellationToken ct)
    {
        using var http = new HttpClient { BaseAddress = url };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(key.FullName, ct)).Trim());
        var random = new Random(20_261_127);
        var newest = (JsonArray)JsonNode.Parse(await http.GetStringAsync("/api/v1/work-orders?limit=500", ct))!["items"]!;
        var last = Id(newest[0]!["id"]!);
        var first = await IdRange.Oldest(last, async id => ((JsonArray)JsonNode.Parse(await http.GetStringAsync($"/api/v1/work-orders?limit=1&cursor={ListQuery.Cursor("work-orders", id)}", ct))!["items"]!).Count > 0);
        var all = new LatencyHistogram();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"filter",-44} {"p50 ms",9} {"p95 ms",9} {"max ms",9}"));
        foreach (var filter in filters)
        {
            var one = new LatencyHistogram();
            for (var n = -2; n < requests; n++)
            {
                var some = newest[random.Next(newest.Count)]!;
                var query = filter.Replace("{crew}", (string?)some["crew"] ?? "second_level", StringComparison.Ordinal)
                    .Replace("{technician}", (string?)some["technician"] ?? "tech-01", StringComparison.Ordinal)
                    .Replace("{asset}", (string)some["asset_id"]!, StringComparison.Ordinal);
                var cursor = n % 4 == 0 ? "" : $"&cursor={ListQuery.Cursor("work-orders", random.NextInt64(first, last))}"; // each fourth is the first page
                var began = Stopwatch.GetTimestamp();
                using var answer = await http.GetAsync(new Uri($"/api/v1/work-orders?limit={PageRows}{cursor}{(query.Length > 0 ? "&" : "")}{query}", UriKind.Relative), ct);
                await answer.Content.LoadIntoBufferAsync(ct);
                var took = (long)Stopwatch.GetElapsedTime(began).TotalNanoseconds;
                answer.EnsureSuccessStatusCode();
                if (n < 0) continue; // the first ones of a kind prepare its statement
                one.Record(took);
                all.Record(took);
            }

            Tell(filter.Length == 0 ? "none" : filter, one);
        }

        Tell("all", all);
    }

    private static long Id(JsonNode id) => TimeOrderedId.TryParse((string)id!, out var number) ? number : throw new FormatException($"{id} is no id.");

    private static void Tell(string filter, LatencyHistogram of) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{filter,-44} {of.Milliseconds(0.5),9:0.00} {of.Milliseconds(0.95),9:0.00} {of.MaxNanoseconds / 1e6,9:0.00}"));
}
