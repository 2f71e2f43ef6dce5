using System.Collections.Immutable;
using Scanward.Routing;
using Scanward.Routing.Policy;
using Scanward.Server.Routing;
using Scanward.Server.Storage;
using Scanward.Server.WebConsole.Refusals;

namespace Scanward.Server.WebConsole.Policies;

/// <summary><c>/policy/try</c>: what the policy, or its draft, would do with a made-up scan, row by row. Its facts stand in the address, so that a question can be sent to somebody.</summary>
internal static class TryPages
{
    private const int RowsShown = 300;

    private const string Prefix = "f.";

    public static async Task<IResult> Get(HttpContext context, Visits visits, PolicyDesk desk, StoreReads reads, StoredDecisions decisions, CancellationToken ct)
    {
        var visit = visits.Of(context);
        var query = context.Request.Query;
        var ofDraft = query.Filter("of") == "draft";
        var draft = ofDraft ? await PolicyPages.DraftPolicy(desk, ct) : null;
        if (ofDraft && draft is null) return Refusal.NotFound(visit, "There is no draft, or it is not a policy yet.", "/policy/draft", "The draft");
        var policy = draft is null ? desk.Current : PolicyCompiler.Compile(draft);
        var (given, scanId, then, scanFault) = await Given(visit, query, reads, decisions, ct);
        var (facts, fields) = Read(visit, policy.Policy, given);
        var faulty = scanFault is not null || fields.Any(f => f.Fault is not null);
        return Page.Of<TryPage>(visit, new TryModel
        {
            Policy = policy, OfDraft = ofDraft, Fields = fields, ScanId = scanId, DecidedThen = then, ScanFault = scanFault,
            Answer = faulty || given.Count == 0 ? null : Ask(policy, facts),
        }, faulty ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }

    /// <summary>The address of a made-up scan.</summary>
    /// <param name="words">As <c>fact=value</c>.</param>
    public static string Address(IEnumerable<string> words, bool ofDraft) => QueryText.With(
        "/policy/try", [("of", ofDraft ? "draft" : null), .. words.Select(w => w.IndexOf('=', StringComparison.Ordinal) is var at and > 0 ? (Prefix + w[..at], (string?)w[(at + 1)..]) : ("", null))]);

    /// <summary>Facts as they were typed, or those of a scan as it was decided; what is typed goes before.</summary>
    private static async Task<(Dictionary<string, string> Given, string? ScanId, string? Then, string? Fault)> Given(
        Visit visit, IQueryCollection query, StoreReads reads, StoredDecisions decisions, CancellationToken ct)
    {
        var given = query.Where(q => q.Key.StartsWith(Prefix, StringComparison.Ordinal)).ToDictionary(q => q.Key[Prefix.Length..], q => q.Value.ToString().Trim(), StringComparer.Ordinal);
        if (query.Filter("scan") is not { } text) return (given, null, null, null);
        if (!TimeOrderedId.TryParse(text, out var scanId) || await reads.Scan(visit.SiteNo, scanId, ct) is null) return (given, text, null, "This site has no such scan.");
        if (await reads.Decisions(scanId, ct) is not [.., var last]) return (given, text, null, "This scan has not been decided yet.");
        try
        {
            var stored = await decisions.Open(last, ct);
            var trace = Router.Trace(stored.Inputs, explain: false);
            if (given.Count == 0) foreach (var column in FactText.Known(trace.Facts)) given[column.Name] = FactText.Of(trace.Facts, column);
            var policy = stored.Inputs.Policy.Policy;
            return (given, text, $"Row {last.RowId} of {policy.Name} version {policy.Version} decided it: {QueryText.Words(Wire.Name(trace.Decision.Outcome))}{(trace.Decision.Priority is { } p ? " " + Wire.Name(p) : "")}.", null);
        }
        catch (StoreException e)
        {
            return (given, text, null, e.Message);
        }
    }

    private static (Facts Facts, ImmutableArray<TryField> Fields) Read(Visit visit, Policy policy, Dictionary<string, string> given)
    {
        var facts = new Facts();
        var fields = ImmutableArray.CreateBuilder<TryField>();
        var meters = policy.Rows.SelectMany(r => r.When).Select(c => c.Meter).OfType<string>().Concat(given.Keys.Select(k => FactColumn.Find(k)?.Meter).OfType<string>()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        foreach (var column in FactColumn.All.Concat(meters.Select(FactColumn.Reading)))
        {
            var value = given.GetValueOrDefault(column.Name, given.Count == 0 && column is { Fact: Fact.Site, Meter: null } ? visit.SiteId : "");
            var fault = (string?)null;
            if (value.Length > 0 && !FactText.TrySet(facts, $"{column.Name}={value}", out var why)) fault = why;
            fields.Add(new(column, value, fault, Hint(column)));
        }

        return (facts, fields.ToImmutable());
    }

    private static TryAnswer Ask(CompiledPolicy policy, Facts facts)
    {
        var explanation = RowExplanation.Of(policy, facts);
        var taken = explanation.Row;
        var also = explanation.AlsoMatched.ToHashSet(StringComparer.Ordinal);
        var rows = policy.Rows.Select(row => Asked(row, facts, row == taken ? TryState.Taken : also.Contains(row.Id) ? TryState.AlsoMatches : TryState.Misses));
        var response = taken?.Then.Priority is { } priority && policy.Policy.ResponseFor(facts.Name(Fact.Site) ?? "", priority) is not null
            ? PolicySentences.Response(policy.Policy).FirstOrDefault(s => s.StartsWith($"{Wire.Name(priority)} at {facts.Name(Fact.Site)}:", StringComparison.Ordinal))
                ?? PolicySentences.Response(policy.Policy).FirstOrDefault(s => s.StartsWith($"{Wire.Name(priority)}:", StringComparison.Ordinal))
            : null;
        return new(taken is null ? null : Asked(taken, facts, TryState.Taken), explanation.Sentence, response, [.. rows.Take(RowsShown)], Math.Max(0, policy.Rows.Length - RowsShown));
    }

    private static TryRow Asked(PolicyRow row, Facts facts, TryState state)
    {
        var sentence = PolicySentences.Of(row);
        return new(row, sentence, state, [.. row.When.Select((cell, i) => new TryClause(sentence.When[i], NaiveDecision.Matches(cell, facts), $"{FactColumn.Of(cell).Name} is {FactText.Of(facts, FactColumn.Of(cell))}"))]);
    }

    private static string Hint(FactColumn column) => column.Kind switch
    {
        FactKind.Count => column.Most == long.MaxValue ? "a whole number" : $"{column.Least} to {column.Most}",
        FactKind.Percent => "such as 80%",
        FactKind.Duration => "such as 10m, 4h, 7d",
        FactKind.Reading => "a number",
        _ => "",
    };
}
