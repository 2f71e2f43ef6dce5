using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Scanward.Server.Control;
using Scanward.Server.Labels;

namespace Scanward.Server.Commands;

/// <summary><c>scanward labels</c>: prints labels of assets and blank ones into a file; <c>labels presets</c> and <c>labels ruler</c> help to print them in the right place.</summary>
internal static class LabelsCommand
{
    public static Command Create()
    {
        var (data, json, options) = (CommonOptions.Data(), CommonOptions.Json(), new LabelsOptions());
        var labels = new Command("labels", "Make labels of assets, or blank ones whose tags are claimed with their first scan, as PDF, SVG, PNG or ZPL.") { options.Assets, data, json };
        foreach (var option in options.All) labels.Add(option);
        labels.Add(Presets());
        labels.Add(Ruler());
        labels.SetAction((parsed, ct) => Print(parsed, options, data, json, ct));
        return labels;
    }

    private static async Task<int> Print(ParseResult parsed, LabelsOptions options, Option<string> data, Option<bool> json, CancellationToken ct)
    {
        var output = LabelsOutput.Of(parsed.GetValue(options.Out) ?? $"labels.{parsed.GetValue(options.Format)}", parsed.GetValue(options.Force));
        if (output.WhyNot() is { } taken) return await Refuse(taken, ExitCode.BadUsage);
        if (options.ReadLogo(parsed, out var logo) is { } refused) return await Refuse(refused, ExitCode.CheckFailed);
        var blank = parsed.GetValue(options.Blank);
        var arguments = new Dictionary<string, string>();
        if (parsed.GetValue(options.Site) is { } site) arguments["site"] = site;
        if (parsed.GetValue(options.Font) is { } font) arguments["font"] = Path.GetFullPath(font);
        var order = Encoding.UTF8.GetBytes(options.Order(parsed, logo).ToJsonString());
        var result = await ControlClient.Run(parsed.GetValue(data)!, make: false, blank is null ? "labels" : "labels-blank", arguments, new MemoryStream(order), _ => { }, ct);
        return await Tell(result, output, parsed.GetValue(json), ct);
    }

    private static async Task<int> Tell(ControlResult result, LabelsOutput output, bool asJson, CancellationToken ct)
    {
        var told = result.Result;
        if (told["error"] is { } error) return await Refuse((string)error!, result.ExitCode);
        if (told["faults"] is JsonArray faults)
        {
            if (asJson) Console.WriteLine(told.ToJsonString());
            else foreach (var fault in faults) await Console.Error.WriteLineAsync($"{fault!["member"]}: {fault["detail"]}");
            return result.ExitCode;
        }

        var written = await output.Write(told["files"]!.AsArray(), ct);
        if (asJson && !output.IsStandard)
        {
            told["files"] = new JsonArray([.. written]);
            Console.WriteLine(told.ToJsonString());
            return result.ExitCode;
        }

        var labels = (int)told["labels"]!;
        await Console.Error.WriteLineAsync($"{(labels > 0 ? $"{Counted(labels, "label")} on {Counted((int)told["pages"]!, "page")}" : "A page")}: {string.Join(", ", written)}");
        foreach (var note in told["notes"]!.AsArray()) await Console.Error.WriteLineAsync($"{note}");
        return result.ExitCode;
    }

    private static string Counted(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    private static async Task<int> Refuse(string why, int exitCode)
    {
        await Console.Error.WriteLineAsync(why);
        return exitCode;
    }

    private static Command Presets()
    {
        var json = CommonOptions.Json();
        var presets = new Command("presets", "List what labels can be printed on without measuring it.") { json };
        presets.SetAction(parsed =>
        {
            foreach (var preset in LabelPresets.All)
            {
                if (parsed.GetValue(json)) Console.WriteLine(Json(preset).ToJsonString());
                else Console.WriteLine($"{preset.Name,-12} {preset.Stock.Label,-18} {preset.What}");
            }
        });
        return presets;
    }

    private static JsonObject Json(LabelPreset preset) => new()
    {
        ["preset"] = preset.Name,
        ["what"] = preset.What,
        ["width_mm"] = Math.Round(preset.Stock.Label.Width, 2),
        ["height_mm"] = Math.Round(preset.Stock.Label.Height, 2),
        ["columns"] = (preset.Stock as SheetStock)?.Columns ?? 1,
        ["rows"] = (preset.Stock as SheetStock)?.Rows ?? 1,
    };

    private static Command Ruler()
    {
        var (json, options) = (CommonOptions.Json(), new LabelsOptions());
        var ruler = new Command("ruler", "Make a page with rulers and the edges of the labels, which shows on plain paper whether the printer scales, and by how much it is off.") { json };
        foreach (var option in options.OfPaper) ruler.Add(option);
        ruler.SetAction(async (parsed, ct) =>
        {
            var output = LabelsOutput.Of(parsed.GetValue(options.Out) ?? "ruler.pdf", parsed.GetValue(options.Force));
            if (output.WhyNot() is { } taken) return await Refuse(taken, ExitCode.BadUsage);
            var (body, _) = BodyReader.Open(Encoding.UTF8.GetBytes(options.Paper(parsed).ToJsonString()));
            var (order, faults) = LabelOrderReader.Assets(body!);
            if (!faults.IsEmpty) return await Tell(LabelOperations.Refused(faults.Select(f => (f.Pointer.TrimStart('/'), f.Code, f.Detail))), output, parsed.GetValue(json), ct);
            return await (LabelRun.Ruler(order, new ServerClock(TimeProvider.System).Now()) switch
            {
                LabelSheet sheet => Tell(new(ExitCode.Done, LabelOperations.Told(sheet)), output, parsed.GetValue(json), ct),
                LabelsRefused refused => Tell(LabelOperations.Refused(refused.Faults.Select(f => (f.Member, f.Code, f.Detail))), output, parsed.GetValue(json), ct),
                var other => throw new InvalidOperationException($"A ruler is not {other}."),
            });
        });
        return ruler;
    }
}
