using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Scanward.Resolution.Plants;
using Scanward.Resolution.Plants.Csv;
using Scanward.Server.Access;
using Scanward.Server.Ingestion;

namespace Scanward.Server.Plants;

/// <summary>
/// The registry as a whole over HTTP, in the forms of <c>scanward import</c> and <c>scanward export</c>: a plant file in YAML, or CSV files, which come as the files of a form or as a ZIP and go as a
/// ZIP. With a key of one site it is of that site.
/// </summary>
internal static class PlantEndpoints
{
    private const string Yaml = "application/yaml", Zip = "application/zip", Form = "multipart/form-data";

    /// <summary>Of what is sent, and of what a ZIP holds: four times a plant of 100,000 assets.</summary>
    private const int BytesMax = 128 * 1024 * 1024;

    private static readonly UTF8Encoding utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private static readonly Dictionary<string, Func<string, object?>> importParameters = new()
    {
        ["dry_run"] = text => bool.TryParse(text, out var dryRun) ? dryRun : null,
        ["delimiter"] = text => text switch { "comma" => ',', "semicolon" => ';', "tab" => '\t', _ => null },
    };

    private static readonly Dictionary<string, Func<string, object?>> exportParameters = new() { ["format"] = text => text is "yaml" or "csv" ? text : null };

    public static void MapPlant(this IEndpointRouteBuilder app, PlantDesk desk)
    {
        app.MapPost("/api/v1/plant", (HttpContext context, CancellationToken ct) => Import(context, desk, ct)).RequireRole(Role.Operator).ForAllSites();
        app.MapGet("/api/v1/plant", (HttpContext context, CancellationToken ct) => Export(context, desk, ct)).RequireRole(Role.Operator).ForAllSites();
    }

    private static async Task<IResult> Import(HttpContext context, PlantDesk desk, CancellationToken ct)
    {
        var (asked, faults) = ListQuery.Parameters(context.Request.Query, importParameters);
        if (!faults.IsEmpty) return new ProblemResult(Problems.InvalidQuery, faults[0].Detail, faults);
        if (RequestBody.Unacceptable(context.Request, Yaml, "text/yaml", Zip, Form) is { } why) return new ProblemResult(Problems.UnsupportedMedia, why);
        if (await Whole(context.Request.Body, ct) is not { } body)
        {
            await RequestBody.Discard(context.Request, ct);
            return TooLarge();
        }

        PlantReading reading;
        try
        {
            var type = MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var parsed) ? parsed : null;
            var files = type?.MediaType.Value?.ToLowerInvariant() switch
            {
                Zip => await Unzipped(body, ct),
                Form => await Sent(body, HeaderUtilities.RemoveQuotes(type.Boundary).Value ?? "", ct),
                _ => null,
            };
            var delimiter = (char?)asked.GetValueOrDefault("delimiter");
            reading = files is null ? await desk.ReadYaml(body, _ => { }, ct) : await desk.ReadCsv(files, delimiter, SiteOf(context), _ => { }, ct);
        }
        catch (OverLimitException)
        {
            return TooLarge();
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return new ProblemResult(Problems.MalformedRequest, $"The files could not be taken out of the body: {e.Message}");
        }

        return reading switch
        {
            PlantFaults wrong => Faulty(wrong),
            Plant plant => await Import(context, desk, plant, asked.GetValueOrDefault("dry_run") is true, ct),
            var other => throw new InvalidOperationException($"A reading of a plant is not {other}."),
        };
    }

    private static async Task<IResult> Import(HttpContext context, PlantDesk desk, Plant plant, bool dryRun, CancellationToken ct)
    {
        var caller = context.Caller();
        var named = plant.Sites.Select(s => s.SiteId).Concat(plant.Rosters.Select(r => r.SiteId)).Concat(plant.Stock.Select(s => s.SiteId)).Concat(plant.Assets.Select(a => a.SiteId));
        if (caller.SiteNo != 0 && named.FirstOrDefault(siteId => siteId != caller.SiteId) is { } other)
            return new ProblemResult(Problems.NotPermitted, $"It has entries of the site '{other}', and this is a key of {caller.SiteId}; a key for all sites brings in several.");
        if (dryRun) return Json(PlantJson.Checked(plant));
        var (summary, replayed) = await desk.Import(plant, _ => { }, caller.By, ct);
        return Json(PlantJson.Imported(summary, replayed));
    }

    private static async Task<IResult> Export(HttpContext context, PlantDesk desk, CancellationToken ct)
    {
        var (asked, faults) = ListQuery.Parameters(context.Request.Query, exportParameters);
        if (!faults.IsEmpty) return new ProblemResult(Problems.InvalidQuery, faults[0].Detail, faults);
        var plant = await desk.Export(SiteOf(context), ct);
        var isCsv = asked.GetValueOrDefault("format") is "csv";
        context.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true; // files are written synchronously, on a thread of their own
        context.Response.ContentType = isCsv ? Zip : Yaml;
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"plant.{(isCsv ? "zip" : "yaml")}\"";
        await Task.Run(() => Write(plant, isCsv, context.Response.Body), ct);
        return Results.Empty;
    }

    private static string? SiteOf(HttpContext context) => context.Caller() is { SiteNo: not 0 } caller ? caller.SiteId : null;

    private static void Write(Plant plant, bool isCsv, Stream body)
    {
        if (!isCsv)
        {
            using var text = Text(body);
            PlantWriter.Write(plant, text);
            return;
        }

        using var zip = new ZipArchive(body, ZipArchiveMode.Create, leaveOpen: true, utf8);
        foreach (var name in CsvPlantWriter.FileNames.Where(name => CsvPlantWriter.HasRows(plant, name)))
        {
            using var text = Text(zip.CreateEntry(name, CompressionLevel.Fastest).Open());
            CsvPlantWriter.Write(plant, name, text);
        }
    }

    private static StreamWriter Text(Stream body) => new(body, utf8, bufferSize: 1 << 16) { NewLine = "\n" };

    /// <summary>The body; null where it is too large.</summary>
    private static async Task<MemoryStream?> Whole(Stream body, CancellationToken ct)
    {
        var all = new MemoryStream();
        try
        {
            await Copy(body, all, BytesMax, ct);
        }
        catch (OverLimitException)
        {
            return null;
        }

        all.Position = 0;
        return all;
    }

    private static async Task<List<PlantCsvFile>> Unzipped(Stream body, CancellationToken ct)
    {
        var files = new List<PlantCsvFile>();
        var left = BytesMax;
        using var zip = new ZipArchive(body, ZipArchiveMode.Read);
        foreach (var entry in zip.Entries.Where(entry => entry.Name.Length > 0 && !entry.FullName.StartsWith("__MACOSX/", StringComparison.Ordinal)))
        {
            await using var content = entry.Open();
            files.Add(await File(entry.Name, content, left, ct));
            left -= files[^1].Content.Length;
        }

        return files;
    }

    private static async Task<List<PlantCsvFile>> Sent(Stream body, string boundary, CancellationToken ct)
    {
        if (boundary.Length == 0) throw new InvalidDataException("the Content-Type names no boundary.");
        var files = new List<PlantCsvFile>();
        var form = new MultipartReader(boundary, body);
        while (await form.ReadNextSectionAsync(ct) is { } section)
        {
            var name = section.GetContentDispositionHeader() is { } disposition ? HeaderUtilities.RemoveQuotes(disposition.FileName).Value : null;
            if (string.IsNullOrEmpty(name)) throw new InvalidDataException("a part of the form has no file name; send files, such as with curl -F file=@assets.csv.");
            files.Add(await File(name, section.Body, BytesMax, ct));
        }

        return files;
    }

    private static async Task<PlantCsvFile> File(string name, Stream content, int most, CancellationToken ct)
    {
        var bytes = new MemoryStream();
        await Copy(content, bytes, most, ct);
        return new PlantCsvFile(Path.GetFileName(name), bytes.GetBuffer().AsMemory(0, (int)bytes.Length));
    }

    private static async Task Copy(Stream from, MemoryStream to, int most, CancellationToken ct)
    {
        var chunk = new byte[64 * 1024];
        for (int read; (read = await from.ReadAsync(chunk, ct)) > 0;)
        {
            if (to.Length + read > most) throw new OverLimitException();
            to.Write(chunk, 0, read);
        }
    }

    private static ProblemResult TooLarge() => new(Problems.TooLarge, $"A plant over HTTP has at most {BytesMax / 1024 / 1024} MiB, unpacked; bring in a larger one in parts, or with scanward import.");

    private static JsonResult Faulty(PlantFaults wrong)
    {
        var detail = wrong.Total == 1 ? wrong.Faults[0].ToString() : $"{wrong.Total} faults; {(wrong.Total == wrong.Faults.Length ? "each is" : $"the first {wrong.Faults.Length} are")} listed in errors.";
        return new(
            json => Problems.Write(json, Problems.InvalidPlant, detail, default, null, json =>
            {
                json.WriteStartArray("errors"u8);
                foreach (var fault in wrong.Faults)
                {
                    var told = PlantJson.Fault(fault);
                    told.Insert(0, "pointer", "");
                    told.WriteTo(json);
                }

                json.WriteEndArray();
            }), Problems.InvalidPlant.Status, "application/problem+json");
    }

    private static JsonResult Json(JsonObject told) => new(json => told.WriteTo(json));

    private sealed class OverLimitException : Exception;
}
