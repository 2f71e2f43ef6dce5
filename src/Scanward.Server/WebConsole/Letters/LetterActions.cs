using System.Globalization;
using System.Text;
using Scanward.Server.Ingestion;
using Scanward.Server.People;
using Scanward.Server.Plants;
using Scanward.Server.Storage;
using Scanward.Server.WebConsole.Refusals;

namespace Scanward.Server.WebConsole.Letters;

/// <summary>What is done with dead letters: one at a time, or all of one cause.</summary>
internal static class LetterActions
{
    private const int ReasonMost = 500, RateDefault = 50, RateMost = 1_000, BodyMost = Intake.ScanBytesMax;

    public static void MapLetterActions(this IEndpointRouteBuilder pages)
    {
        pages.MapPost(LetterPages.Root + "/{id}/replay", Replay);
        pages.MapPost(LetterPages.Root + "/{id}/discard", Discard);
        pages.MapPost(LetterPages.Root + "/{id}/claim", Claim);
        pages.MapPost(LetterPages.Root + "/{id}/correct", Correct);
        pages.MapPost(LetterPages.Root + "/run", Run);
        pages.MapPost(LetterPages.Root + "/run/stop", Stop);
    }

    private static async Task<IResult> Replay(string id, HttpContext context, Visits visits, StoreReads reads, DeadLetterDesk desk, CancellationToken ct)
    {
        var (visit, letter, _, refused) = await Open(id, context, visits, reads, ct);
        if (refused is not null) return refused;
        await desk.Replay(letter!, visit.By, dryRun: false, ct);
        return Back(letter!, "replay");
    }

    private static async Task<IResult> Discard(string id, HttpContext context, Visits visits, StoreReads reads, DeadLetterDesk desk, CancellationToken ct)
    {
        var (visit, letter, form, refused) = await Open(id, context, visits, reads, ct);
        if (refused is not null) return refused;
        var reason = form!.Text("reason");
        if (ReasonFault(reason) is { } fault) return await LetterPages.ShowOne(visit, id, null, reads, LetterFaults.Of("reason", fault) with { Reason = reason }, ct);
        await desk.Discard(letter!, visit.By, reason!);
        return Back(letter!, "discard");
    }

    /// <summary>Gives the tag that the scan brought to an asset. All that waited for it is then routed by itself.</summary>
    private static async Task<IResult> Claim(string id, HttpContext context, Visits visits, StoreReads reads, DeadLetterDesk desk, TagDesk tags, ScanTag scanTag, CancellationToken ct)
    {
        var (visit, letter, form, refused) = await Open(id, context, visits, reads, ct);
        if (refused is not null) return refused;
        var asset = form!.Text("asset");
        Task<IResult> Fault(string why) => LetterPages.ShowOne(visit, id, null, reads, LetterFaults.Of("asset", why) with { Asset = asset }, ct);
        if (asset is null) return await Fault("Say which asset wears the tag, by its id.");
        if (scanTag.Of(letter!) is not { } raw) return await Fault("What came holds no tag that could be claimed.");
        var answer = await tags.Add(visit.SiteNo, asset, new(raw, null, Claim: form.Has("take"), "claimed for a dead letter"), visit.By);
        if (answer.Problem == Problems.TagTaken) return await Fault($"{answer.Detail.Split('.')[0]}. Tick the box to take it from there.");
        if (answer.Problem is not null) return await Fault(answer.Detail);
        if (await reads.DeadLetter(visit.SiteNo, letter!.DeadLetterId, ct) is { } now && (DeadLetterState)now.State == DeadLetterState.Open) await desk.Replay(now, visit.By, dryRun: false, ct);
        return Back(letter, "claim");
    }

    private static async Task<IResult> Correct(string id, HttpContext context, Visits visits, StoreReads reads, DeadLetterDesk desk, CancellationToken ct)
    {
        var (visit, letter, form, refused) = await Open(id, context, visits, reads, ct);
        if (refused is not null) return refused;
        var body = form!.Whole("body") ?? "";
        Task<IResult> Fault(string why) => LetterPages.ShowOne(visit, id, null, reads, LetterFaults.Of("body", why) with { Body = body }, ct);
        var bytes = Encoding.UTF8.GetBytes(body);
        if (bytes.Length is 0 or > BodyMost) return await Fault(bytes.Length == 0 ? "There is nothing to send." : "A scan takes at most 64 KiB.");
        if (!LetterAdvice.Of(letter!).Corrects) return await Fault("This one cannot be corrected; replay it as it is, or discard it.");
        var result = await desk.Correct(letter!, bytes, visit.By, ct);
        return result.Outcome == DeadLetterOutcome.Failed ? await Fault($"Nothing was routed: {result.Why}") : Back(letter!, "correct");
    }

    /// <summary>Tries, replays or discards all open ones of a cause that had come when they were counted.</summary>
    private static async Task<IResult> Run(HttpContext context, Visits visits, StoreReads reads, LetterRuns runs, CancellationToken ct)
    {
        var visit = visits.Of(context);
        if (!visit.May(PersonRole.Planner)) return Refusal.NotAllowed(visit, PersonRole.Planner);
        var (form, why) = await SentForm.Read(context, ct);
        if (form is null) return Refusal.BadForm(visit, why);
        var filters = new LetterFilters(Wire.Name(DeadLetterState.Open), form.Text("code"), form.Text("connector"), form.Text("transport"), null);
        if (!filters.IsCause || !Wire.TryParse<LetterRunKind>(form.Text("do"), out var kind)) return Refusal.BadForm(visit, "It does not say which dead letters are meant.");
        var until = TimeOrderedId.TryParse(form.Text("until"), out var last) ? last : long.MaxValue;
        var affected = await reads.OpenOfCause(visit.SiteNo, filters.Search, until, LetterPages.AffectedMost + 1, ct);
        var typed = new LetterFaults(LetterFaults.None.ByField, form.Text("reason"), form.Text("count"), form.Text("rate"));
        var faults = Faults(kind, form, affected, typed);
        if (!faults.Any && !runs.Begin(visit.SiteNo, new(kind, filters.Search, affected.Newest, affected.Count, Rate(form) ?? RateDefault, visit.By, form.Text("reason"))))
            faults = typed with { ByField = typed.ByField.Add("run", "Another run is under way at this site. Wait for its end, or stop it.") };
        return faults.Any ? await LetterPages.ShowList(visit, filters, null, reads, runs, faults, ct) : Redirect.To($"{filters.Address()}#run");
    }

    private static IResult Stop(HttpContext context, Visits visits, LetterRuns runs)
    {
        var visit = visits.Of(context);
        if (!visit.May(PersonRole.Planner)) return Refusal.NotAllowed(visit, PersonRole.Planner);
        runs.Stop(visit.SiteNo);
        return Redirect.To($"{LetterPages.Root}#run");
    }

    private static LetterFaults Faults(LetterRunKind kind, SentForm form, OpenOfCauseRecord affected, LetterFaults typed)
    {
        var faults = typed.ByField.ToBuilder();
        if (form.Text("rate") is not null && Rate(form) is null) faults["rate"] = $"A whole number from 1 to {RateMost.Shown()}.";
        if (affected.Count == 0) faults["run"] = "None of them is open any more.";
        if (affected.Count > LetterPages.AffectedMost) faults["run"] = $"There are more than {LetterPages.AffectedMost.Shown()}. Narrow it down first.";
        if (kind == LetterRunKind.Discard)
        {
            if (ReasonFault(typed.Reason) is { } fault) faults["reason"] = fault;
            var count = typed.Count?.Replace(",", "", StringComparison.Ordinal);
            if (!long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var said) || said != affected.Count)
                faults["count"] = $"There are {affected.Count.Shown()} now. Type that number if all of them are to go.";
        }

        return typed with { ByField = faults.ToImmutable() };
    }

    private static int? Rate(SentForm form) => int.TryParse(form.Text("rate"), NumberStyles.None, CultureInfo.InvariantCulture, out var rate) && rate is >= 1 and <= RateMost ? rate : null;

    private static string? ReasonFault(string? reason) => reason switch
    {
        null => "Say why, for whoever asks later.",
        { Length: > ReasonMost } => $"At most {ReasonMost} characters.",
        _ => null,
    };

    private static IResult Back(DeadLetterRecord letter, string just) => Redirect.To($"{LetterPages.Root}/{TimeOrderedId.Format(letter.DeadLetterId)}?just={just}");

    private static async Task<(Visit Visit, DeadLetterRecord? Letter, SentForm? Form, IResult? Refused)> Open(string id, HttpContext context, Visits visits, StoreReads reads, CancellationToken ct)
    {
        var visit = visits.Of(context);
        if (!visit.May(PersonRole.Planner)) return (visit, null, null, Refusal.NotAllowed(visit, PersonRole.Planner));
        if (!TimeOrderedId.TryParse(id, out var letterId) || await reads.DeadLetter(visit.SiteNo, letterId, ct) is not { } letter) return (visit, null, null, LetterPages.NotFound(visit));
        var (form, why) = await SentForm.Read(context, ct);
        return form is null ? (visit, null, null, Refusal.BadForm(visit, why)) : (visit, letter, form, null);
    }
}
