using System.Diagnostics;
using System.Text;
using Scanward.Ingestion;
using Scanward.Ingestion.Tags;

namespace Scanward.Bench.Micro;

/// <summary>Times and allocations of the way in: a valid payload, one at fault, and tags as scanners send them. Medians of rounds,
/// single-threaded.</summary>
internal static class IngestionBench
{
    private const int Rounds = 15;
    private const long RoundMilliseconds = 40;
    private const long WarmUpMilliseconds = 300;

    public static IReadOnlyList<(string Name, double Nanoseconds, long AllocatedBytes)> Run()
    {
        var tags = new TagReader();
        var reader = new ScanReader(tags);
        var byId = Payload("\"asset_id\":\"AHU-000123\"");
        var byTag = Payload("\"tag\":\"]C180049520614141234567\"");
        var least = Encoding.UTF8.GetBytes(
            """{"asset_id":"AHU-000123","scan_timestamp":"2026-11-22T07:00:00Z","operator_id":"op-17","scan_type":"corrective","idempotency_key":"6f1c0c5e-3b0a-4d7e-9a51-0d6a2f3b4c5d"}""");
        var faulty = Payload("\"asset_id\":\"AHU-1\",\"colour\":\"red\"");
        var cut = byId[..^20];
        (string Name, Action Read)[] cases =
        [
            ("scan, required members", () => Expect<Scan>(reader.Read(least))),
            ("scan, every member, by id", () => Expect<Scan>(reader.Read(byId))),
            ("scan, every member, by tag", () => Expect<Scan>(reader.Read(byTag))),
            ("scan, two faults (patient pass)", () => Expect<Refused>(reader.Read(faulty))),
            ("scan, cut off (not JSON)", () => Expect<Refused>(reader.Read(cut))),
            ("tag, GIAI in Code 128", () => Expect<TagReading>(tags.Read("]C180049520614141234567"))),
            ("tag, GRAI and serial in DataMatrix", () => Expect<TagReading>(tags.Read("]d2800309520123456788ABC123"))),
            ("tag, GS1 Digital Link", () => Expect<TagReading>(tags.Read("]Q1https://id.gs1.org/8004/9520614141234567?utm_source=x"))),
            ("tag, alias", () => Expect<TagReading>(tags.Read("]C0PLANT-7-PUMP-12"))),
        ];
        // All before any: the JIT recompiles what is hot in the background, in two steps, and what one case warms another shares.
        foreach (var (_, read) in cases) WarmUp(read);
        return [.. cases.Select(c => Time(c.Name, c.Read))];
    }

    private static byte[] Payload(string asset) => Encoding.UTF8.GetBytes(
        $$$"""
          {{{{asset}}},"scan_timestamp":"2026-11-22T07:00:00Z","operator_id":"op-17","geolocation":[52.0907,5.1214],
          "scan_type":"corrective","idempotency_key":"6f1c0c5e-3b0a-4d7e-9a51-0d6a2f3b4c5d","failure_mode":"bearing_noise","note":"Rattles at the drive end",
          "readings":{"run_hours":8123.5},"symbology":"]C1","sent_at":"2026-11-22T07:00:02Z","device":{"id":"dev-1","battery_percent":71,"firmware":"4.2.0"}}
          """);

    private static (string Name, double Nanoseconds, long AllocatedBytes) Time(string name, Action action)
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 1_000; i++) action();
        var calls = (int)Math.Clamp(RoundMilliseconds * 1_000 / Math.Max(0.001, watch.Elapsed.TotalMilliseconds), 100, 10_000_000);

        var rounds = new double[Rounds];
        for (var round = 0; round < Rounds; round++)
        {
            watch.Restart();
            for (var i = 0; i < calls; i++) action();
            rounds[round] = watch.Elapsed.TotalNanoseconds / calls;
        }

        Array.Sort(rounds);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++) action();
        return (name, rounds[Rounds / 2], (GC.GetAllocatedBytesForCurrentThread() - before) / 1_000);
    }

    private static void WarmUp(Action action)
    {
        var watch = Stopwatch.StartNew();
        while (watch.ElapsedMilliseconds < WarmUpMilliseconds) action();
    }

    private static void Expect<T>(object reading)
    {
        if (reading is not T) throw new InvalidOperationException($"The bench expects {typeof(T).Name} and got {reading}.");
    }
}
