using System.CommandLine;
using System.Text.Json;
using Scanward.Server.Commands;

namespace Scanward.Server.Tests.Commands;

public sealed class TagCommandTests
{
    [Fact]
    public void Json_TellsATag()
    {
        var (exitCode, output, _) = Run("", "read", "--json", "]d2800309520123456788ABC123\u001D21X");
        Assert.Equal(0, exitCode);
        Assert.Equal(
            """{"ok":true,"kind":"grai","canonical":"9520123456788ABC123","elements":{"21":"X","8003":"09520123456788ABC123"},"warnings":["(21) belongs to (01) or (03) or (8006), which this tag does not hold."]}"""
            + "\n",
            output);
    }

    [Fact]
    public void Json_TellsAFault()
    {
        var (exitCode, output, _) = Run("", "read", "--json", "]C18004ABC123456");
        Assert.Equal(1, exitCode);
        var answer = JsonDocument.Parse(output).RootElement;
        Assert.Equal(["ok", "code", "position", "detail"], answer.EnumerateObject().Select(member => member.Name));
        Assert.Equal((false, "prefix_not_numeric", 7), (answer.GetProperty("ok").GetBoolean(), answer.GetProperty("code").GetString(), answer.GetProperty("position").GetInt32()));
    }

    [Fact]
    public void Json_AnswersEachLine_ThoughOneFails()
    {
        const string Input = "\"]C180049520614141234567\\r\\n\"\n\"]Q3\\u001d8004952061414\"\n]Q1\n\"\\ud800\"\n12\n\n\"AHU \\\"1\\\"\"";
        var (exitCode, output, _) = Run(Input, "read", "--json");
        var answers = output.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(1, exitCode);
        Assert.Equal(
            ["9520614141234567", "952061414", "not_a_json_string", "not_a_json_string", "not_a_json_string", "not_a_json_string", "AHU \"1\""],
            answers.Select(answer => answer.GetProperty(answer.GetProperty("ok").GetBoolean() ? "canonical" : "code").GetString()));
    }

    [Fact]
    public void Text_IsForPeople()
    {
        var (exitCode, output, _) = Run("", "read", "(8004)952061414(10)A", "]C1\u001D8004ABC1");
        Assert.Equal(1, exitCode);
        Assert.Equal(
            """
            giai  952061414
              (10)  A
              (8004)  952061414
              warning: There is no symbology identifier, so the text's beginning alone says that it is GS1: set the scanner to send AIM identifiers.
              warning: (10) belongs to (01) or (02) or (03) or (8006) or (8026), which this tag does not hold.
            not read: prefix_not_numeric, at position 8
              ]C1␝8004ABC1
                      ^
              (8004) must begin with a GS1 company prefix, at least four digits, but holds 'A'. If this is not a GS1 label, print it without the GS1 marker (FNC1).

            """,
            output);
    }

    [Fact]
    public void Lines_AreReadAsTheyAre()
    {
        var (exitCode, output, _) = Run("AHU-1\r\nAHU-2", "read", "--symbology", "]Q1");
        Assert.Equal((0, "alias  AHU-1\nalias  AHU-2\n"), (exitCode, output));
    }

    [Fact]
    public void Options_NameTheSite()
    {
        var (exitCode, output, _) = Run("", "read", "--own-host", "tags.example.org", "--template", "//snipe.example.org/hardware/{id}",
            "https://tags.example.org/t/000000150", "https://snipe.example.org/hardware/7");
        Assert.Equal((0, "own  000000150\nalias  /hardware/7\n"), (exitCode, output));
    }

    [Fact]
    public void Options_ThatAreWrong_AreBadUsage()
    {
        var (exitCode, output, error) = Run("", "read", "--own-host", "https://x", "--template", "nowhere", "AHU-1");
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains("'https://x' is not a host name", error);
        Assert.Contains("'nowhere' is not a URL template", error);
    }

    private static (int ExitCode, string Output, string Error) Run(string input, params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var exitCode = TagCommand.Create(new StringReader(input)).Parse(arguments).Invoke(new InvocationConfiguration { Output = output, Error = error });
        return (exitCode, output.ToString(), error.ToString());
    }
}
