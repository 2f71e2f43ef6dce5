namespace Scanward.Server.Tests.Processes;

/// <summary>Slow forms run with <c>./test --long</c>.</summary>
internal static class LongForm
{
    public static bool IsOn { get; } = Environment.GetEnvironmentVariable("SCANWARD_TEST_LONG") == "1";

    /// <summary>Of a random run: new each time, or the one of <c>SCANWARD_TEST_SEED</c>.</summary>
    public static int Seed() => int.TryParse(Environment.GetEnvironmentVariable("SCANWARD_TEST_SEED"), out var given) ? given : (int)(TimeProvider.System.GetTimestamp() & int.MaxValue);
}
