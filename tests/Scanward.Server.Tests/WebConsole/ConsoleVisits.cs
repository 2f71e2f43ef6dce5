using Scanward.Server.People;
using Scanward.Server.Tests.Hosting;

namespace Scanward.Server.Tests.WebConsole;

internal static class ConsoleVisits
{
    /// <summary>A browser of somebody with this role who has a page open, so that forms can be sent at once.</summary>
    public static async Task<ConsoleBrowser> Of(this ConsoleSite site, PersonRole role, string siteId = TestPlants.North)
    {
        var browser = await site.As(role, siteId);
        await browser.Get("/policy");
        return browser;
    }

    /// <summary>Looks until the page says it.</summary>
    public static async Task<ShownPage> Until(this ConsoleBrowser browser, string address, string said)
    {
        var page = await browser.Get(address);
        for (var i = 0; i < 400 && !page.Said.Contains(said, StringComparison.Ordinal); i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System);
            page = await browser.Get(address);
        }

        Assert.Contains(said, page.Said, StringComparison.Ordinal);
        return page;
    }
}
