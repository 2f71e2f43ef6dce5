using Microsoft.AspNetCore.Http.Metadata;
using Scanward.Routing.Policy;
using Scanward.Server.People;
using Scanward.Server.Resolution;
using Scanward.Server.Routing;
using Scanward.Server.WebConsole.Refusals;

namespace Scanward.Server.WebConsole.Policies;

/// <summary>
/// <c>/policy/draft</c>: the next policy is written, verified, replayed on the last 7 days, and only then put in force. One policy decides at all sites, so who changes it is a manager at each.
/// </summary>
internal static class DraftPages
{
    private const string Root = "/policy/draft";

    /// <summary>What takes at every site to change the policy of all.</summary>
    private const PersonRole Publisher = PersonRole.Manager;

    public static void MapDraftPages(this IEndpointRouteBuilder pages)
    {
        pages.MapGet(Root, (HttpContext context, Visits visits, Sites sites, PolicyDesk desk, PolicyChecks checks, DraftReplays replays, CancellationToken ct) => Show(visits.Of(context), May(context, sites), desk, checks, replays, null, null, ct));
        pages.MapPost(Root, Save).WithMetadata(new PolicySize());
        pages.MapPost(Root + "/discard", Discard);
        pages.MapPost(Root + "/replay", Replay);
        pages.MapPost(Root + "/replay/stop", StopReplay);
        pages.MapPost(Root + "/publish", Publish);
    }

    private static bool May(HttpContext context, Sites sites)
    {
        var person = context.SignedIn().Person;
        return sites.All.Keys.Where(no => !sites.IsRetired(no)).All(no => person.RoleAt(no) >= Publisher);
    }

    private static IResult NotAllowed(Visit visit) => Refusal.NotAllowed(visit, "One policy decides at all sites: this takes a manager of each of them.");

    /// <param name="typed">What was typed and not saved.</param>
    private static async Task<IResult> Show(Visit visit, bool mayChange, PolicyDesk desk, PolicyChecks checks, DraftReplays replays, string? typed, string? fault, CancellationToken ct)
    {
        if (!visit.May(PersonRole.Planner)) return Refusal.NotAllowed(visit, PersonRole.Planner);
        var saved = await desk.Draft(ct);
        var reading = saved is null ? null : PolicyReader.Read(saved.Text);
        var policy = (reading as PolicyRead)?.Policy;
        return Page.Of<DraftPage>(visit, new DraftModel
        {
            Current = desk.Current,
            Text = typed ?? saved?.Text ?? desk.Current.Policy.Source,
            Saved = saved,
            Faults = (reading as PolicyFaults)?.Faults ?? [],
            Policy = policy,
            Report = policy is null ? null : await checks.Of(policy, ct),
            Replay = policy is null ? null : replays.Look(policy.Hash),
            Fault = fault,
            MayChange = mayChange,
        }, fault is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> Save(HttpContext context, Visits visits, Sites sites, PolicyDesk desk, PolicyChecks checks, DraftReplays replays, CancellationToken ct)
    {
        var visit = visits.Of(context);
        if (!May(context, sites)) return NotAllowed(visit);
        var (form, why) = await SentForm.Read(context, ct);
        if (form is null) return Refusal.BadForm(visit, why);
        var text = form.File("file") is { } file ? await Text(file, ct) : form.Whole("text")?.ReplaceLineEndings("\n") ?? "";
        Task<IResult> Fault(string fault) => Show(visit, mayChange: true, desk, checks, replays, text, fault, ct);
        if (string.IsNullOrWhiteSpace(text)) return await Fault("There is nothing to save.");
        if (text.Length > PolicyLimits.Characters) return await Fault($"A policy has at most {PolicyLimits.Characters.Shown()} characters; this has {text.Length.Shown()}.");
        return await desk.Save(text, form.Text("was"), visit.By, ct) is null
            ? Redirect.To(Root)
            : await Fault("Somebody else has saved the draft since you opened it. What you typed stands here and is not saved; saving again puts it in the place of theirs.");
    }

    private static async Task<string> Text(IFormFile file, CancellationToken ct)
    {
        using var reader = new StreamReader(file.OpenReadStream());
        return (await reader.ReadToEndAsync(ct)).ReplaceLineEndings("\n");
    }

    private static async Task<IResult> Discard(HttpContext context, Visits visits, Sites sites, PolicyDesk desk, DraftReplays replays, CancellationToken ct)
    {
        var visit = visits.Of(context);
        if (!May(context, sites)) return NotAllowed(visit);
        replays.Stop();
        await desk.Discard(visit.By, ct);
        return Redirect.To(Root);
    }

    private static async Task<IResult> Replay(HttpContext context, Visits visits, Sites sites, PolicyDesk desk, PolicyChecks checks, DraftReplays replays, CancellationToken ct)
    {
        var visit = visits.Of(context);
        if (!May(context, sites)) return NotAllowed(visit);
        if (await PolicyPages.DraftPolicy(desk, ct) is not { } policy) return await Show(visit, mayChange: true, desk, checks, replays, null, "The draft is not a policy yet; mend its faults first.", ct);
        replays.Begin(policy, desk.Current.Hash);
        return Redirect.To($"{Root}#replay");
    }

    private static IResult StopReplay(HttpContext context, Visits visits, Sites sites, DraftReplays replays)
    {
        var visit = visits.Of(context);
        if (!May(context, sites)) return NotAllowed(visit);
        replays.Stop();
        return Redirect.To($"{Root}#replay");
    }

    private static async Task<IResult> Publish(HttpContext context, Visits visits, Sites sites, PolicyDesk desk, PolicyChecks checks, DraftReplays replays, CancellationToken ct)
    {
        var visit = visits.Of(context);
        if (!May(context, sites)) return NotAllowed(visit);
        var (form, why) = await SentForm.Read(context, ct);
        if (form is null) return Refusal.BadForm(visit, why);
        Task<IResult> Fault(string fault) => Show(visit, mayChange: true, desk, checks, replays, null, fault, ct);
        if (await desk.Draft(ct) is not { } draft || await PolicyPages.DraftPolicy(desk, ct) is not { } policy) return await Fault("There is no draft that could be put in force.");
        if (draft.Fingerprint != form.Text("was")) return await Fault("The draft has been changed since you looked at it. Look at it again first.");
        if (replays.Look(policy.Hash) is not { IsWhole: true } replay) return await Fault("The draft has not been replayed to its end. Nothing was put in force.");
        return await desk.Publish(draft.Text, replay.Against, visit.By, ct) switch
        {
            PolicyPublished => Redirect.To("/policy?just=published"),
            PolicyNotPublished no => await Fault($"Nothing was put in force. {no.Why}"),
            var other => throw new InvalidOperationException($"A publication does not end as {other}."),
        };
    }

    /// <summary>A policy is larger than other forms, and comes encoded.</summary>
    private sealed class PolicySize : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => SentForm.BytesMax;
    }
}
