using System.Diagnostics;

namespace Scanward.Bench.Load;

/// <summary>When requests are due, whether or not earlier ones have been answered.</summary>
/// <param name="Rate">Requests a second, over 0.</param>
/// <param name="Even">One every 1/rate seconds; otherwise at random with that mean (Poisson), as independent devices do.</param>
internal sealed record ArrivalSchedule(double Rate, double WarmUpSeconds, double Seconds, bool Even)
{
    /// <param name="start">In ticks of <see cref="Stopwatch"/>, as are the moments.</param>
    public IEnumerable<long> Moments(long start)
    {
        var random = new Random(2);
        for (var at = 0.0; at < WarmUpSeconds + Seconds;)
        {
            yield return start + (long)(at * Stopwatch.Frequency);
            at += Even ? 1 / Rate : -Math.Log(1 - random.NextDouble()) / Rate;
        }
    }
}
