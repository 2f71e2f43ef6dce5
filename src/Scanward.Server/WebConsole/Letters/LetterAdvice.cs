using Scanward.Dispatch;
using Scanward.Server.Ingestion;
using Scanward.Server.Storage;

namespace Scanward.Server.WebConsole.Letters;

/// <summary>What to do with a dead letter, in words.</summary>
/// <param name="Cause">What the code means.</param>
/// <param name="Next">What to do now.</param>
/// <param name="Claims">Whether choosing an asset for its tag settles it.</param>
/// <param name="Corrects">Whether a person can correct what was sent.</param>
internal sealed record LetterAdvice(string Cause, string Next, bool Claims = false, bool Corrects = false)
{
    public static LetterAdvice Of(DeadLetterRecord letter)
    {
        if (letter.OutboxId is not null) return OfMessage(letter);
        var whole = letter.RawLength <= letter.Raw.Length && letter.ScanId is null;
        var advice = letter.Code switch
        {
            "asset_unknown" => new LetterAdvice(
                "No asset of this site has this tag or id.", "Choose the asset that wears the tag and claim it. This scan, and every other one that waits for the tag, is then routed by itself.", Claims: letter.TagKey is not null, Corrects: true),
            "tag_unclaimed" => new("The tag was printed blank and belongs to no asset yet.", "Choose the asset that wears it now and claim it; the scan is then routed by itself.", Claims: letter.TagKey is not null),
            "asset_unresolved" => new("The system that knows the asset did not answer.", "Look at the connectors. Once it answers, replay one; then try the rest of this cause."),
            "not_this_site" => new("The asset belongs to another site.", "If it was moved here, change its site in the registry and replay. Else discard this, and have it scanned by a device of its site.", Corrects: true),
            "idempotency_key_reused" => new("The sender used the key of another scan for this one.", "See whether the other scan says the same; then discard this one. Else correct it below with a new key, and have the sender mended.", Corrects: true),
            "firmware_too_old" => new("The device's firmware is older than the site takes.", "Replay it where its data is in order, and update the device."),
            Quarantine.Code => new("It came from a device whose key had been revoked.", "Replay it if the device was in good hands, else discard it."),
            "internal" => new("The server made a mistake; the scan itself may be in order.", "Replay it. If it fails again, tell the makers what stands below."),
            "too_large" => new("It is larger than a scan may be, and was kept in part.", "It cannot be replayed. Have the sender mended, then discard it."),
            "malformed_json" => new("What came is not JSON.", "Correct it below and send it, or have the sender mended and discard it.", Corrects: true),
            "invalid_scan" => new("It does not fit the schema of a scan.", "Correct the members that are marked, and send it; or have the sender mended and discard it.", Corrects: true),
            var code when Problems.All.TryGetValue(code, out var problem) => new($"{problem.Title}.", problem.Advice),
            var code => new($"It was refused as {QueryText.Words(code)}.", "Read what was wrong, replay it once that is mended, or discard it with a reason."),
        };
        return advice with { Corrects = advice.Corrects && whole };
    }

    private static LetterAdvice OfMessage(DeadLetterRecord letter) => letter.Code switch
    {
        DispatchRules.Refused => new($"{letter.Connector} refused the message.", "Its answer stands below. Mend what it names there or in the mapping, then replay: it goes under the key that it always had."),
        DispatchRules.Exhausted => new($"{letter.Connector} failed at every attempt.", "See on its page whether it answers now, then replay; it goes under the key that it always had, so nothing is done twice."),
        DispatchRules.Unclear => new($"It is not known whether {letter.Connector} did it.", "Look there whether the work order exists. A replay looks it up first, and makes it only where it is not there."),
        DispatchRules.Conflict => new($"{letter.Connector} has something else under this reference.", "Compare the two there. Mend the one that is wrong, then replay; or discard this, and the work order stays as it is there."),
        _ => new($"{letter.Connector} did not take the message.", "Mend what its answer names, then replay it."),
    };
}
