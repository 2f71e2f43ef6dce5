using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using Scanward.Ingestion;
using Scanward.Server.Access;
using Scanward.Server.Ingestion;

namespace Scanward.Server.Labels;

/// <summary>Labels over HTTP: of the site's assets, blank ones, and what they may be printed on.</summary>
internal static class LabelEndpoints
{
    private const string Zip = "application/zip";

    public static void MapLabels(this IEndpointRouteBuilder app, LabelDesk desk)
    {
        app.MapPost("/api/v1/labels", (HttpContext context, CancellationToken ct) => Make(context, desk, LabelOrderReader.Assets, ct)).RequireRole(Role.Operator);
        app.MapPost("/api/v1/labels/blank", (HttpContext context, CancellationToken ct) => Make(context, desk, LabelOrderReader.Blank, ct)).RequireRole(Role.Operator);
        app.MapGet("/api/v1/labels/presets", GetPresets);
    }

    /// <summary>What was made, as one body: the file, or a ZIP where there are several.</summary>
    public static IResult File(HttpContext context, LabelSheet sheet)
    {
        context.Response.Headers["Scanward-Labels"] = sheet.Labels.ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["Scanward-Pages"] = sheet.Pages.ToString(CultureInfo.InvariantCulture);
        var (name, mediaType, content) = sheet.Files is [var only] ? (only.Name, only.MediaType, only.Content) : ("labels.zip", Zip, Zipped(sheet));
        return TypedResults.File(content, mediaType, name);
    }

    private static async Task<IResult> Make(HttpContext context, LabelDesk desk, Func<BodyReader, (LabelOrder Order, ImmutableArray<ScanFault> Faults)> read, CancellationToken ct)
    {
        if (RequestBody.Unacceptable(context.Request, "application/json") is { } why) return new ProblemResult(Problems.UnsupportedMedia, why);
        var (bytes, more) = await RequestBody.Read(context.Request, LabelOrderReader.BodyBytesMost, ct);
        if (more)
        {
            await RequestBody.Discard(context.Request, ct);
            return new ProblemResult(Problems.TooLarge, $"This takes at most {LabelOrderReader.BodyBytesMost / 1024 / 1024} MiB, and a logo at most {LabelLogo.BytesMost / 1024 / 1024} MiB: a label is small, scale it down.");
        }

        var (body, problem) = BodyReader.Open(bytes);
        if (body is null) return problem!;
        var by = JsonRequest.Actor(body, context);
        var (order, faults) = read(body);
        if (!faults.IsEmpty) return JsonRequest.Faulty(faults);
        return await desk.Print(context.Caller().SiteNo, order, by, ct) switch
        {
            LabelSheet sheet => File(context, sheet),
            LabelsRefused refused => Refused(refused),
            var other => throw new InvalidOperationException($"Labels are not {other}."),
        };
    }

    private static ProblemResult Refused(LabelsRefused refused) => new(
        Problems.LabelsRefused, refused.Faults.Length == 1 ? refused.Faults[0].Detail : $"{refused.Faults.Length} faults; each is listed in errors.",
        [.. refused.Faults.Select(f => new ScanFault($"/{f.Member}", f.Code, f.Detail))]);

    private static JsonResult GetPresets() => new(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("items"u8);
        foreach (var preset in LabelPresets.All)
        {
            json.WriteStartObject();
            json.WriteString("preset", preset.Name);
            json.WriteString("what", preset.What);
            json.WriteNumber("width_mm", Math.Round(preset.Stock.Label.Width, 2));
            json.WriteNumber("height_mm", Math.Round(preset.Stock.Label.Height, 2));
            json.WriteNumber("page_width_mm", Math.Round(preset.Stock.Page.Width, 2));
            json.WriteNumber("page_height_mm", Math.Round(preset.Stock.Page.Height, 2));
            json.WriteNumber("columns", (preset.Stock as SheetStock)?.Columns ?? 1);
            json.WriteNumber("rows", (preset.Stock as SheetStock)?.Rows ?? 1);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    public static byte[] Zipped(LabelSheet sheet)
    {
        using var content = new MemoryStream();
        using (var zip = new ZipArchive(content, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var file in sheet.Files)
            {
                using var entry = zip.CreateEntry(file.Name, CompressionLevel.Fastest).Open();
                entry.Write(file.Content);
            }
        }

        return content.ToArray();
    }
}
