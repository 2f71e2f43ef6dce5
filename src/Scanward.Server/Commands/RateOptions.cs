using System.CommandLine;

namespace Scanward.Server.Commands;

/// <summary>The options of <c>serve</c> that limit how many requests a second are taken; what they may be, the configuration judges.</summary>
internal static class RateOptions
{
    public static Option<string>[] Make() =>
    [
        new("--rate-per-key") { Description = "Requests a second of one key, an item of a batch counted as one; 0 for no limit.", HelpName = "N" },
        new("--rate-per-site") { Description = "Requests a second of all keys of a site, shared fairly; 0 for no limit.", HelpName = "N" },
        new("--rate") { Description = "Requests a second of all keys, shared fairly; 0 for no limit.", HelpName = "N" },
    ];
}
