using System.Collections.Immutable;
using System.Text.Json.Nodes;
using NodaTime.Text;
using Scanward.Resolution;
using Scanward.Server.People;
using Scanward.Server.Plants;
using Scanward.Server.Routing;
using Scanward.Server.Storage;
using Scanward.Server.WebConsole.Refusals;

namespace Scanward.Server.WebConsole.Crews;

/// <summary><c>/crews/technicians/{id}</c>: one technician, whose shifts, skills and absences an operator changes.</summary>
internal static class TechnicianEndpoint
{
    private const string Menu = "/crews";

    private static readonly Dictionary<string, string> fields = new()
    {
        ["name"] = "name", ["crew"] = "crew", ["skills"] = "skills", ["shifts"] = "shifts", ["on_call"] = "on_call", ["absences"] = "absences", ["load_limit"] = "load_limit", ["role"] = "role",
    };

    public static async Task<IResult> Get(string id, HttpContext context, Visits visits, StoreReads reads, PolicyKeeper policies, CancellationToken ct)
    {
        var visit = visits.Of(context);
        return await Show(visit, id, PageForm.Fresh, reads, policies, StatusCodes.Status200OK, ct);
    }

    public static async Task<IResult> Post(string id, HttpContext context, Visits visits, StoreReads reads, PolicyKeeper policies, RegistryDesk desk, CancellationToken ct)
    {
        var visit = visits.Of(context);
        if (Refusal.Unless(visit, PersonRole.Planner, Menu) is { } refused) return refused;
        var (form, problem) = await PageForm.Of(context, ct);
        if (form is null) return problem!;
        if (Find(visit, id) is null) return Missing(visit, id);
        var patch = Patch(form);
        if (form.IsFaulty) return await Show(visit, id, form, reads, policies, StatusCodes.Status422UnprocessableEntity, ct);
        switch (await desk.ChangeTechnician(new(visit.SiteNo, id, visit.By, form.Typed("etag") ?? "", patch)))
        {
            case RegistryChanged:
                return Told.And(context, Place.Technician(id), "Saved. From now on work is assigned by it.");
            case RegistryUnchanged { Problem: var kind } when kind == Problems.Stale:
                form.Refuse("Somebody has changed this technician since you opened the page. Nothing was saved. What you typed still stands in the fields; what the registry says now stands above. Look at it, then save again.");
                return await Show(visit, id, form, reads, policies, StatusCodes.Status412PreconditionFailed, ct);
            case RegistryUnchanged no:
                return await Show(visit, id, form.Refuse(no.Detail, no.Faults, fields), reads, policies, StatusCodes.Status422UnprocessableEntity, ct);
            case var other:
                throw new InvalidOperationException($"A change of the registry is not {other}.");
        }
    }

    private static JsonObject Patch(PageForm form)
    {
        var skills = form.Words("skills");
        return new JsonObject
        {
            ["name"] = form.Text("name", "The name", 200, required: true),
            ["crew"] = form.Text("crew", "The crew", 64, required: true),
            ["skills"] = skills.IsEmpty ? null : new JsonArray([.. skills.Select(s => JsonValue.Create(s))]),
            ["shifts"] = Shifts(form, "shifts"),
            ["on_call"] = Shifts(form, "on_call"),
            ["absences"] = Absences(form),
            ["load_limit"] = form.Text("load_limit", "The load limit", 20),
            ["role"] = form.Text("role", "The role", 64),
        };
    }

    /// <summary>A line each: days, then hours. The registry's own reader judges them.</summary>
    private static JsonArray? Shifts(PageForm form, string field)
    {
        var shifts = new JsonArray();
        foreach (var line in form.Lines(field))
        {
            var words = line.Split([' ', ',', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 2) form.Fault(field, $"'{line}' is no shift; write the days and the hours, such as mon-fri 08:00-17:00.");
            else shifts.Add(new JsonObject { ["days"] = new JsonArray([.. words[..^1].Select(w => JsonValue.Create(w.TrimEnd(':')))]), ["hours"] = words[^1] });
        }

        return shifts.Count == 0 ? null : shifts;
    }

    private static JsonArray? Absences(PageForm form)
    {
        var absences = new JsonArray();
        foreach (var line in form.Lines("absences"))
        {
            var days = line.Split([' ', ',', '\t'], StringSplitOptions.RemoveEmptyEntries).Where(w => w is not ("to" or "-")).ToArray();
            if (days.Length is 1 or 2) absences.Add(new JsonObject { ["from"] = days[0], ["to"] = days[^1] });
            else form.Fault("absences", $"'{line}' is no absence; write the first and the last day, such as 2026-12-21 2026-12-31.");
        }

        return absences.Count == 0 ? null : absences;
    }

    private static Technician? Find(Visit visit, string technicianId) => visit.Ground.Roster.Technicians.FirstOrDefault(t => t.TechnicianId == technicianId);

    private static IResult Missing(Visit visit, string technicianId) => Refusal.Missing(visit, "technician", technicianId, Menu, "All crews");

    private static async Task<IResult> Show(Visit visit, string technicianId, PageForm form, StoreReads reads, PolicyKeeper policies, int status, CancellationToken ct)
    {
        if (Find(visit, technicianId) is not { } technician) return Missing(visit, technicianId);
        var entry = RegistryForm.Of(visit.Ground.Site, technician);
        return Page.Of<TechnicianPage>(visit, new TechnicianModel
        {
            Technician = technician, Crews = visit.Ground.Roster.Crews, ETag = RegistryDesk.ETag(entry), Form = form,
            Shifts = Lines(entry["shifts"]), OnCall = Lines(entry["on_call"]),
            Absences = [.. technician.Absences.Select(a => $"{LocalDatePattern.Iso.Format(a.From)} {LocalDatePattern.Iso.Format(a.To)}")],
            Minutes = (await reads.TechnicianLoads(visit.SiteNo, ct)).FirstOrDefault(l => l.TechnicianId == technicianId)?.Minutes ?? 0,
            Limit = technician.LoadLimitMinutes ?? policies.Current.Compiled.Policy.Assign.LoadLimitMinutes,
        }, status);
    }

    private static ImmutableArray<string> Lines(JsonNode? shifts) =>
        [.. (shifts as JsonArray ?? []).OfType<JsonObject>().Select(s => $"{(s["days"] is JsonArray days ? string.Join(' ', days.Select(d => d!.ToString())) : s["days"]!.ToString())} {s["hours"]}")];
}
