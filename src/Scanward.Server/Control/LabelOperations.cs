using System.Text.Json.Nodes;
using Scanward.Server.Labels;
using Scanward.Server.Storage;

namespace Scanward.Server.Control;

/// <summary>Labels for the command line: the order is JSON in the body, as the API takes it; the files come back in Base64.</summary>
internal static class LabelOperations
{
    /// <param name="isBlank">Whether the order is one of blank labels.</param>
    public static async Task<ControlResult> Print(Installation installation, IReadOnlyDictionary<string, string> arguments, Stream body, bool isBlank, CancellationToken ct)
    {
        using var content = new MemoryStream();
        await body.CopyToAsync(content, ct);
        var (reader, problem) = BodyReader.Open(content.ToArray());
        if (problem is not null) return ControlResult.Bad("The order cannot be read; the command line and the server are of different versions.");
        var (order, faults) = isBlank ? LabelOrderReader.Blank(reader!) : LabelOrderReader.Assets(reader!);
        if (!faults.IsEmpty) return Refused(faults.Select(f => (f.Pointer.TrimStart('/'), f.Code, f.Detail)));
        if (SiteOf(installation, arguments) is not { } siteNo) return NoSite(installation, arguments);
        if (arguments.TryGetValue("font", out var font))
        {
            if (new FileInfo(font) is not { Exists: true, Length: <= LabelFonts.FontBytesMost }) return Refused([("font", "font_refused", $"{font} is not there, or has over {LabelFonts.FontBytesMost / 1024 / 1024} MiB.")]);
            order = order with { Font = await File.ReadAllBytesAsync(font, ct) };
        }

        return await installation.Labels.Print(siteNo, order, AuditActor.CommandLine, ct) switch
        {
            LabelSheet sheet => new(0, Told(sheet)),
            LabelsRefused refused => Refused(refused.Faults.Select(f => (f.Member, f.Code, f.Detail))),
            var other => throw new InvalidOperationException($"Labels are not {other}."),
        };
    }

    public static JsonObject Told(LabelSheet sheet) => new()
    {
        ["labels"] = sheet.Labels,
        ["pages"] = sheet.Pages,
        ["tags"] = new JsonArray([.. sheet.Tags]),
        ["notes"] = new JsonArray([.. sheet.Notes]),
        ["files"] = new JsonArray([.. sheet.Files.Select(f => new JsonObject { ["name"] = f.Name, ["content"] = Convert.ToBase64String(f.Content) })]),
    };

    public static ControlResult Refused(IEnumerable<(string Member, string Code, string Detail)> faults) =>
        new(1, new JsonObject { ["faults"] = new JsonArray([.. faults.Select(f => new JsonObject { ["member"] = f.Member, ["code"] = f.Code, ["detail"] = f.Detail })]) });

    /// <summary>The site that is named, or the only one that there is.</summary>
    private static int? SiteOf(Installation installation, IReadOnlyDictionary<string, string> arguments)
    {
        if (arguments.TryGetValue("site", out var site)) return installation.Sites.NumberOf(site);
        var inUse = installation.Sites.All.Keys.Where(no => !installation.Sites.IsRetired(no)).ToList();
        return inUse is [var only] ? only : null;
    }

    private static ControlResult NoSite(Installation installation, IReadOnlyDictionary<string, string> arguments)
    {
        var known = string.Join(", ", installation.Sites.All.Where(s => !installation.Sites.IsRetired(s.Key)).Select(s => s.Value.Site.SiteId).Order(StringComparer.Ordinal));
        if (known.Length == 0) return ControlResult.Bad("There are no sites yet; import a plant first.");
        return ControlResult.Bad(arguments.TryGetValue("site", out var site) ? $"There is no site '{LabelFaults.Shown(site)}'; there are {known}." : $"Say with --site which one; there are {known}.");
    }
}
