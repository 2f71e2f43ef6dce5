using System.Collections.Immutable;
using NodaTime;

namespace Scanward.Routing.Policy;

/// <summary>
/// Reads a policy file. The file is YAML, but YAML types nothing: every scalar is raw text, typed by the column it stands in, so that
/// <c>no</c> is a word and <c>1..3</c> a range. All faults are found at once, each with its line and column.
/// </summary>
public static class PolicyReader
{
    private static readonly string[] Sections = ["policy", "version", "timezone", "fresh", "route", "response", "assign", "parts", "escalate", "sites"];

    /// <summary>
    /// A <see cref="PolicyRead"/>, or <see cref="PolicyFaults"/> with every fault. Never throws for what the text holds; bounded by
    /// <see cref="PolicyLimits"/>.
    /// </summary>
    public static PolicyReading Read(string yaml)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        var faults = new FileFaults(PolicyLimits.Faults);
        var policy = YamlTree.Read(yaml, faults) is { } root && Section.Of(root, "A policy", faults, Sections) is { } file
            ? ReadFile(file, yaml, faults)
            : null;
        return policy is not null && faults.Total == 0 ? new PolicyRead(policy) : new PolicyFaults(faults.InFileOrder());
    }

    private static Policy? ReadFile(Section file, string source, FileFaults faults)
    {
        var name = file.RequiredId("policy");
        var version = file.RequiredNumber("version", 1, int.MaxValue);
        var timeZone = ReadTimeZone(file, faults);
        var rows = new RowReader(faults);
        var rules = new RulesReader(faults);
        var responses = new ResponseReader(faults);
        var sites = new SitesReader(faults);

        var route = file.Required("route") is { } list ? rows.ReadRoute(list) : [];
        var response = responses.Read(file.Node("response"));
        var changes = sites.Read(file.Node("sites"), response, rows, responses);
        var woven = sites.Weave(route, changes.Added, rows.Places);
        var fresh = rules.ReadFresh(file.Node("fresh"));
        var assign = rules.ReadAssign(file.Node("assign"));
        var parts = rules.ReadParts(file.Node("parts"));
        var escalate = rules.ReadEscalate(file.Node("escalate"), response);
        if (file.Has("response")) CheckResponses(woven, rows.Places, response, changes, faults);
        CheckTable(woven, file, faults);
        if (faults.Total > 0) return null;

        var policy = new Policy
        {
            Name = name!,
            Version = version!.Value,
            TimeZone = timeZone!,
            Hash = "",
            Source = source,
            FreshMinutes = fresh,
            Rows = woven,
            Response = response,
            Assign = assign,
            Parts = parts,
            Escalate = escalate,
            SiteResponse = changes.Response,
        };
        return policy with { Hash = PolicyCanonical.Hash(policy) };
    }

    private static string? ReadTimeZone(Section file, FileFaults faults)
    {
        if (file.RequiredText("timezone") is not { } zone) return null;
        var known = DateTimeZoneProviders.Tzdb.Ids;
        if (known.Contains(zone.Text)) return zone.Text;
        faults.Add(
            zone, "unknown_timezone",
            $"'{zone.Text}' is not a time zone of the IANA database, such as Europe/Amsterdam{faults.Hint(zone.Text, known)}");
        return null;
    }

    /// <summary>Every priority that a row gives has response times, at every site whose rows give it.</summary>
    private static void CheckResponses(
        ImmutableArray<PolicyRow> rows, IReadOnlyDictionary<string, RowPlace> places, ImmutableSortedDictionary<Priority, ResponseRule> response, SiteChanges changes, FileFaults faults)
    {
        var missing = new HashSet<Priority>();
        var owner = changes.Added.ToDictionary(a => a.Row.Id, a => a.SiteId);
        foreach (var row in rows)
        {
            if (row.Then.Priority is not { } priority || response.ContainsKey(priority)) continue;
            if (owner.TryGetValue(row.Id, out var site) && changes.Response.TryGetValue(site, out var own) && own.ContainsKey(priority)) continue;
            if (missing.Add(priority))
                faults.Add(
                    places[row.Id].Then, "missing_response",
                    $"The row '{row.Id}' gives {Wire.Name(priority)}, but 'response' has no {Wire.Name(priority)}.");
        }
    }

    /// <summary>The compiled table holds a bit a row for every class of values; a hostile file could make it larger than memory.</summary>
    private static void CheckTable(ImmutableArray<PolicyRow> rows, Section file, FileFaults faults)
    {
        if (PolicyCompiler.EstimateBytes(rows) <= PolicyLimits.TableBytes) return;
        faults.Add(
            file.At, "too_large",
            $"{rows.Length} rows with this many different values make a table of more than {PolicyLimits.TableBytes >> 20} MB; "
                + "use fewer different values.");
    }
}
