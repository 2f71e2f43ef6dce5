using System.Collections.Immutable;
using NodaTime;
using NodaTime.Text;
using Scanward.Server.Storage;

namespace Scanward.Server.Devices;

/// <summary>How a device's firmware stands.</summary>
internal enum FirmwareState
{
    Ok = 1,

    /// <summary>Older than the site wants, and taken for now.</summary>
    Warn = 2,

    /// <summary>Older than the site takes: no new scans, but those from before the date.</summary>
    RefuseNew = 3,
}

/// <param name="Minimum">What is wanted; null where nothing is.</param>
/// <param name="RefuseFrom">Scans from then on are refused; null where none ever are.</param>
/// <param name="Detail">What to do, for people; null where it is well.</param>
internal sealed record FirmwareStanding(FirmwareState State, string? Minimum = null, Instant? RefuseFrom = null, string? Detail = null)
{
    public static FirmwareStanding Ok { get; } = new(FirmwareState.Ok);
}

/// <summary>The least firmware that a site wants, by model. The rule that names the model most exactly counts.</summary>
internal sealed class FirmwareRules(ImmutableArray<FirmwareRuleRow> rules)
{
    public const int Most = 200, ModelMost = 64;

    public static FirmwareRules None { get; } = new([]);

    public ImmutableArray<FirmwareRuleRow> Rules => rules;

    /// <summary>How the device stands at that time. Whose model or firmware is not known is well: a browser on a phone cannot tell its firmware.</summary>
    public FirmwareStanding Judge(string? model, string? firmware, Instant now)
    {
        if (rules.IsEmpty || model is null || firmware is null || Find(model) is not { } rule || FirmwareVersion.Compare(firmware, rule.Minimum) >= 0) return FirmwareStanding.Ok;
        var refuses = rule.RefuseFrom <= now;
        return new(
            refuses ? FirmwareState.RefuseNew : FirmwareState.Warn, rule.Minimum, rule.RefuseFrom,
            refuses ? $"The firmware {firmware} is older than {rule.Minimum}, and scans from {Shown(rule.RefuseFrom!.Value)} on are not taken. Update the device; what it scanned before is taken."
                : $"The firmware {firmware} is older than {rule.Minimum}. Update the device{(rule.RefuseFrom is { } from ? $" before {Shown(from)}; scans from then on are not taken" : "")}.");
    }

    private FirmwareRuleRow? Find(string model)
    {
        FirmwareRuleRow? found = null;
        foreach (var rule in rules)
        {
            var matches = rule.Model[^1] == '*' ? model.StartsWith(rule.Model[..^1], StringComparison.OrdinalIgnoreCase) : model.Equals(rule.Model, StringComparison.OrdinalIgnoreCase);
            if (!matches || (found is not null && Rank(found) >= Rank(rule))) continue;
            found = rule;
        }

        return found;
    }

    /// <summary>A whole name goes before the beginning of one, and a longer beginning before a shorter one.</summary>
    private static int Rank(FirmwareRuleRow rule) => rule.Model[^1] == '*' ? rule.Model.Length : int.MaxValue;

    private static string Shown(Instant at) => InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm 'UTC'").Format(at);
}
