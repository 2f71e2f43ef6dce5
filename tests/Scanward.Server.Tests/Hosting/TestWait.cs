namespace Scanward.Server.Tests.Hosting;

/// <summary>Waiting for what happens on another thread.</summary>
internal static class TestWait
{
    /// <summary>Fails where it does not come true within half a minute, which it takes only where it never would.</summary>
    public static async Task Until(Func<bool> come)
    {
        for (var i = 0; !come(); i++)
        {
            Assert.True(i < 3_000, "It did not come to that.");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }
}
