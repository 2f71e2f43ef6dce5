using System.CommandLine;
using System.Globalization;
using Scanward.Server.Access;

namespace Scanward.Server.Commands;

/// <summary>The options of <c>serve</c> that limit how many requests a second are taken.</summary>
internal sealed class RateOptions
{
    private readonly Option<int> perKey = Make("--rate-per-key", "Requests a second of one key, an item of a batch counted as one; 0 for no limit.", RateLimitOptions.Default.PerKey);
    private readonly Option<int> perSite = Make("--rate-per-site", "Requests a second of all keys of a site, shared fairly; 0 for no limit.", RateLimitOptions.Default.PerSite);
    private readonly Option<int> overall = Make("--rate", "Requests a second of all keys, shared fairly; 0 for no limit.", RateLimitOptions.Default.Overall);

    public void AddTo(Command command)
    {
        command.Add(perKey);
        command.Add(perSite);
        command.Add(overall);
    }

    public RateLimitOptions Of(ParseResult parsed) => new(parsed.GetValue(perKey), parsed.GetValue(perSite), parsed.GetValue(overall));

    private static Option<int> Make(string name, string description, int given)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => given, HelpName = "N" };
        option.Validators.Add(result =>
        {
            // Asking the option for its value would throw where that is no number.
            if (result.Implicit) return;
            if (!int.TryParse(result.Tokens.Count == 1 ? result.Tokens[0].Value : "", NumberStyles.None, CultureInfo.InvariantCulture, out var rate) || rate > Rate.PerSecondMax)
                result.AddError($"{name} takes a number from 0 to {Rate.PerSecondMax:N0}; 0 is no limit.");
        });
        return option;
    }
}
