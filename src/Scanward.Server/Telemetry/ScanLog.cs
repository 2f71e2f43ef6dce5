using System.Text;
using System.Threading.Channels;
using Scanward.Server.Figures;

namespace Scanward.Server.Telemetry;

/// <summary>
/// Writes a line for each scan, behind the answers: a scan costs its place in a bounded queue. Where lines come faster than they can be written they are dropped
/// and counted, and the next line that is written says how many: a log must never hold up scans.
/// </summary>
internal sealed class ScanLog : IAsyncDisposable
{
    /// <summary>Lines that may wait.</summary>
    public const int Queued = 8_192;

    private const int WriteChars = 32 * 1024;

    private readonly Channel<(ScanPassage Passage, DateTimeOffset At)> lines =
        Channel.CreateBounded<(ScanPassage, DateTimeOffset)>(new BoundedChannelOptions(Queued) { SingleReader = true });

    private readonly Stream output;
    private readonly LogFormat format;
    private readonly TimeProvider time;
    private readonly Action<string> tell;
    private readonly Task writing;
    private long dropped;

    /// <param name="output">Written to by this alone, and left open.</param>
    /// <param name="tell">Told once when it cannot be written.</param>
    public ScanLog(Stream output, LogFormat format, TimeProvider time, Action<string> tell)
    {
        this.output = output;
        this.format = format;
        this.time = time;
        this.tell = tell;
        writing = Task.Run(Write);
    }

    /// <summary>Lines that were not written.</summary>
    public long Dropped => Interlocked.Read(ref dropped);

    /// <summary>Queues a line, or drops it; never waits.</summary>
    public void Take(in ScanPassage passage)
    {
        if (!lines.Writer.TryWrite((passage, time.GetUtcNow()))) Interlocked.Increment(ref dropped);
    }

    /// <summary>Writes what is queued, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        lines.Writer.TryComplete();
        await writing;
    }

    private async Task Write()
    {
        var text = new StringBuilder();
        var told = 0L;
        var broken = false;
        while (await lines.Reader.WaitToReadAsync())
        {
            text.Clear();
            var count = 0;
            for (; text.Length < WriteChars && lines.Reader.TryRead(out var line); count++) ScanLine.Append(text, line.Passage, line.At, format, time);
            if (Dropped is var now && now > told)
            {
                text.Append(format == LogFormat.Json ? $"{{\"event\":\"dropped\",\"lines\":{now - told}}}\n" : $"event=dropped lines={now - told}\n");
                told = now;
            }

            if (broken)
            {
                Interlocked.Add(ref dropped, count);
                continue;
            }

            try
            {
                await output.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()));
                await output.FlushAsync();
            }
            catch (IOException e)
            {
                broken = true;
                Interlocked.Add(ref dropped, count);
                tell($"The log of scans ends here, since it cannot be written: {e.Message}");
            }
        }
    }
}
