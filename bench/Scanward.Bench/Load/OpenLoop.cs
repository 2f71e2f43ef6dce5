using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using System.Net;

namespace Scanward.Bench.Load;

/// <summary>
/// Sends scans at a fixed rate, however slowly they are answered, as devices in a plant do: a slow answer delays no other request. Latency counts from the
/// moment at which a request was due, so that a stall of the server is felt by every request that fell into it (no coordinated omission).
/// </summary>
internal sealed class OpenLoop
{
    private static readonly TimeSpan DrainMax = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private readonly Lock writing = new();
    private readonly Queue<LoadConnection> idle = new();
    private readonly Queue<long> waiting = new();
    private readonly ScanTemplates templates;
    private readonly LoadReport report = new();
    private readonly long measuredFrom;
    private int unfinished;

    private OpenLoop(ScanTemplates templates, long measuredFrom)
    {
        this.templates = templates;
        this.measuredFrom = measuredFrom;
    }

    public static Command Command()
    {
        var url = new Option<Uri?>("--url") { Description = "Where to POST, such as http://127.0.0.1:5080/api/v1/scans.", Required = true, CustomParser = HttpUrl };
        var bodies = new Option<FileInfo>("--bodies") { Description = "File written by the verb 'mix'.", Required = true };
        var key = new Option<FileInfo>("--key") { Description = "File that holds the device key.", Required = true };
        var rate = new Option<double>("--rate") { Description = "Requests a second.", DefaultValueFactory = _ => 1_000 };
        var seconds = new Option<double>("--seconds") { Description = "Seconds to measure.", DefaultValueFactory = _ => 10 };
        var warmUp = new Option<double>("--warm-up") { Description = "Seconds at the same rate before that, not counted.", DefaultValueFactory = _ => 3 };
        var connections = new Option<int>("--connections") { Description = "Connections kept open; a request that finds none free waits, and its wait counts.", DefaultValueFactory = _ => 128 };
        var even = new Option<bool>("--even") { Description = "One request every 1/rate seconds; without it they arrive at random (Poisson)." };
        var json = new Option<bool>("--json") { Description = "One JSON object instead of text." };
        var command = new Command("open-loop", "Offers scans at a fixed rate and tells the latency from the intended send. Exit code 1 when any was not answered 2xx.")
            { url, bodies, key, rate, seconds, warmUp, connections, even, json };
        command.SetAction(async (parsed, ct) =>
        {
            var target = parsed.GetRequiredValue(url)!;
            var deviceKey = (await File.ReadAllTextAsync(parsed.GetRequiredValue(key).FullName, ct)).Trim();
            var schedule = new ArrivalSchedule(parsed.GetValue(rate), parsed.GetValue(warmUp), parsed.GetValue(seconds), parsed.GetValue(even));
            var seen = await Run(target, ScanTemplates.Read(parsed.GetRequiredValue(bodies), target, deviceKey), schedule, parsed.GetValue(connections), ct);
            Console.WriteLine(parsed.GetValue(json) ? seen.Json(schedule.Seconds) : seen.Text(schedule.Seconds));
            return seen.Clean ? 0 : 1;
        });
        return command;
    }

    private static Uri? HttpUrl(ArgumentResult argument)
    {
        if (Uri.TryCreate(argument.Tokens[0].Value, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttp)
        {
            return url;
        }

        argument.AddError($"'{argument.Tokens[0].Value}' is no http:// URL; the generator writes to plain sockets.");
        return null;
    }

    private static async Task<LoadReport> Run(Uri url, ScanTemplates templates, ArrivalSchedule schedule, int connections, CancellationToken ct)
    {
        var address = (await Dns.GetHostAddressesAsync(url.Host, ct))[0];
        var start = Stopwatch.GetTimestamp();
        var loop = new OpenLoop(templates, start + (long)(schedule.WarmUpSeconds * Stopwatch.Frequency));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var receivers = Enumerable.Range(0, connections)
            .Select(_ => new LoadConnection(new IPEndPoint(address, url.Port), templates.LengthMax, loop.Finish, loop.Fail).Run(loop.Free, stop.Token))
            .ToArray();

        // A thread of its own: a timer of the pool is late by a millisecond and more, and its lateness would count as the server's.
        var pacer = new Thread(() => loop.Pace(schedule, start, stop.Token)) { IsBackground = true, Name = "pacer" };
        pacer.Start();
        await Task.Run(pacer.Join, CancellationToken.None);
        for (var drainEnd = Stopwatch.GetTimestamp() + (long)(DrainMax.TotalSeconds * Stopwatch.Frequency);
            Volatile.Read(ref loop.unfinished) > 0 && Stopwatch.GetTimestamp() < drainEnd;)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, ct);
        }

        await stop.CancelAsync();
        await Task.WhenAll(receivers);
        loop.GiveUpWaiting();
        return loop.report;
    }

    /// <summary>Waits for each moment of the schedule and sends on a free connection, or leaves the moment for the next one that becomes free.</summary>
    private void Pace(ArrivalSchedule schedule, long start, CancellationToken stop)
    {
        foreach (var due in schedule.Moments(start))
        {
            PreciseWait.Until(due);
            if (stop.IsCancellationRequested)
            {
                return;
            }

            if (due >= measuredFrom)
            {
                report.Offer();
            }

            Interlocked.Increment(ref unfinished);
            LoadConnection? free;
            lock (gate)
            {
                if (idle.TryDequeue(out free))
                {
                    free.Queued = false;
                }
                else
                {
                    waiting.Enqueue(due);
                }
            }

            if (free is not null)
            {
                Send(free, due);
            }
        }
    }

    private void Send(LoadConnection connection, long due)
    {
        if (due >= measuredFrom)
        {
            report.Sent(Nanoseconds(due));
        }

        int length;
        lock (writing)
        {
            length = templates.WriteNext(connection.Request, TimeProvider.System.GetUtcNow());
        }

        connection.Send(length, due);
    }

    /// <summary>A connection has nothing to do: it takes the oldest request that waits, or waits itself.</summary>
    private void Free(LoadConnection connection)
    {
        long due;
        lock (gate)
        {
            // One that was lost while free is still queued when it is open again; twice in the queue it would get two requests at once.
            if (connection.Queued)
            {
                return;
            }

            if (!waiting.TryDequeue(out due))
            {
                idle.Enqueue(connection);
                connection.Queued = true;
                return;
            }
        }

        Send(connection, due);
    }

    private void Finish(int status, ReadOnlySpan<byte> outcome, long due)
    {
        if (due >= measuredFrom)
        {
            report.Answered(status, outcome, Nanoseconds(due));
        }

        Interlocked.Decrement(ref unfinished);
    }

    private void Fail(string fault, long due)
    {
        if (due >= measuredFrom)
        {
            report.Unanswered(fault, Nanoseconds(due));
        }

        Interlocked.Decrement(ref unfinished);
    }

    private void GiveUpWaiting()
    {
        lock (gate)
        {
            while (waiting.TryDequeue(out var due))
            {
                Fail("never sent: no connection became free", due);
            }
        }
    }

    private static long Nanoseconds(long since) => (long)Stopwatch.GetElapsedTime(since).TotalNanoseconds;
}
