using System.Text;
using System.Text.Json.Nodes;

namespace Scanward.Server.Tests.Processes;

/// <summary><c>scanward labels</c>, beside a running server and without one.</summary>
public sealed class LabelsCommandTests
{
    [Fact]
    public async Task Labels_AreWritten_BesideAServer_AndWithout()
    {
        await using var folder = await ServedFolder.Serve();
        using var files = new TempFolder();
        var site = folder.Keys.Keys.First();
        string In(string name) => Path.Combine(files.Path, name);
        Task<ProgramEnd> Labels(params string[] arguments) => ProgramProcess.Run(["labels", "--data", folder.Path, "--site", site, .. arguments]);

        var made = await Labels("--all", "--preset", "L7651", "--out", In("a.pdf"));
        Assert.True(made.ExitCode == 0, made.ToString());
        Assert.StartsWith("%PDF", Encoding.Latin1.GetString(await File.ReadAllBytesAsync(In("a.pdf"))), StringComparison.Ordinal);
        Assert.Contains("is there already; give --force", (await Labels("--all", "--out", In("a.pdf"))).Error, StringComparison.Ordinal);
        Assert.Equal(0, (await folder.Stop()).ExitCode);

        var blank = await Labels("--blank", "3", "--format", "png", "--preset", "roll-50x25", "--out", In("b.png"), "--json");
        var told = JsonNode.Parse(blank.Output)!;
        Assert.Equal((3, 3, In("b-2.png")), (told["tags"]!.AsArray().Count, (int)told["pages"]!, (string)told["files"]![1]!));
        Assert.True(File.Exists(In("b-3.png")));
        Assert.StartsWith("^XA", (await Labels("--blank", "1", "--format", "zpl", "--size", "50x25", "--out", "-")).Output, StringComparison.Ordinal);
        var ruler = await ProgramProcess.Run("labels", "ruler", "--preset", "L7160", "--out", In("r.pdf"));
        Assert.True(ruler.ExitCode == 0 && File.Exists(In("r.pdf")), ruler.ToString());
        Assert.Contains("L7160", (await ProgramProcess.Run("labels", "presets")).Output, StringComparison.Ordinal);

        await using (var large = File.Create(In("logo.png"))) large.SetLength(50 * 1024 * 1024);
        foreach (var (arguments, exitCode, said) in new (string[], int, string)[]
        {
            (["--all", "--out", In("n.pdf"), "--logo", In("logo.png")], 1, "The logo has 51,200 KiB"),
            (["NOPE", "--out", In("n.pdf")], 1, "assets/0: This site has no asset 'NOPE'."),
            (["--blank", "4", "--size", "12x6", "--out", In("n.pdf")], 1, "does not fit on a label of 12 × 6 mm"),
            (["--all", "--start", "22", "--out", In("n.pdf")], 1, "start is from 1 to 21"),
            (["--all", "--size", "50x30", "--cols", "9", "--rows", "8", "--out", In("n.pdf")], 1, "4 fit"),
            (["--all", "--symbol", "aztec"], 2, "aztec"),
            (["--all", "--out", In("none/n.pdf")], 2, "There is no folder"),
        })
        {
            var refused = await Labels(arguments);
            Assert.Equal(exitCode, refused.ExitCode);
            Assert.Contains(said, refused.Error + refused.Output, StringComparison.Ordinal);
            Assert.False(File.Exists(In("n.pdf")));
        }
    }
}
