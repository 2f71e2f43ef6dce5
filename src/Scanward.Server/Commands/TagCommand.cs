using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Scanward.Ingestion.Tags;

namespace Scanward.Server.Commands;

/// <summary>
/// <c>scanward tag read [TEXT…]</c>: says what a tag is, without a server. Exit code 0 when every tag was read, 1 when one was not.
/// </summary>
internal static class TagCommand
{
    private const string NotAJsonString = "not_a_json_string";

    public static Command Create() => Create(Console.In);

    /// <param name="input">Where lines come from when no text is given.</param>
    internal static Command Create(TextReader input)
    {
        var texts = new Argument<string[]>("TEXT")
        {
            Description = "Exactly what the scanner sent. Without it, lines are read from the standard input.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var json = new Option<bool>("--json") { Description = "Each input line is a JSON string, each answer one JSON object on a line." };
        var symbology = new Option<string?>("--symbology")
        {
            Description = "AIM symbology identifier, such as ]Q1, when the text does not begin with one.",
        };
        var own = Repeatable("--own-host", "A host that our own labels show, such as tags.example.org. May be repeated.");
        var retired = Repeatable("--retired-host", "A host that older labels of ours show. May be repeated.");
        var aliases = Repeatable("--alias-host", "A host whose addresses are aliases as they stand (IEC 61406). May be repeated.");
        var templates = Repeatable("--template", "A path that holds a tag, such as //assets.example.org/hardware/{id}. May be repeated.");

        var read = new Command("read", "Say what a tag is: its kind, its one spelling and its elements, or what is wrong with it and where.")
        {
            texts, json, symbology, own, retired, aliases, templates,
        };
        read.SetAction(parsed =>
        {
            var options = new TagReaderOptions
            {
                OwnHosts = [.. parsed.GetValue(own) ?? []],
                RetiredHosts = [.. parsed.GetValue(retired) ?? []],
                AliasHosts = [.. parsed.GetValue(aliases) ?? []],
                UrlTemplates = [.. TagReaderOptions.Default.UrlTemplates, .. parsed.GetValue(templates) ?? []],
            };
            var output = parsed.InvocationConfiguration.Output;
            var error = parsed.InvocationConfiguration.Error;
            if (options.Faults() is { IsEmpty: false } faults)
            {
                foreach (var fault in faults) error.WriteLine(fault);
                return ExitCode.BadUsage;
            }

            var session = new Session(new TagReader(options), parsed.GetValue(symbology), parsed.GetValue(json), output);
            if (parsed.GetValue(texts) is { Length: > 0 } given) return session.ReadAll(given);
            if (ReferenceEquals(input, Console.In) && !Console.IsInputRedirected) error.WriteLine("Scan or type tags, one a line; end with Ctrl-D.");
            return session.ReadLines(input);
        });
        return new Command("tag", "Work with asset tags.") { read };
    }

    private static Option<string[]> Repeatable(string name, string description) =>
        new(name) { Description = description, Arity = ArgumentArity.OneOrMore };

    /// <summary>One run of the verb: reads tags one by one and remembers whether one failed.</summary>
    private sealed class Session(TagReader reader, string? symbology, bool asJson, TextWriter output)
    {
        public int ReadAll(IEnumerable<string> texts)
        {
            var exitCode = ExitCode.Done;
            foreach (var text in texts) exitCode |= Answer(reader.Read(text, symbology), text);
            return exitCode;
        }

        public int ReadLines(TextReader input)
        {
            var exitCode = ExitCode.Done;
            while (input.ReadLine() is { } line)
            {
                if (!asJson) exitCode |= Answer(reader.Read(line, symbology), line);
                else if (TryReadJsonString(line, out var text, out var fault)) exitCode |= Answer(reader.Read(text, symbology), text);
                else exitCode |= Answer(fault, line);
            }

            return exitCode;
        }

        private int Answer(TagReading reading, string text)
        {
            output.WriteLine(asJson ? TagReport.Json(reading) : TagReport.ForPeople(reading, text));
            return reading is Tag ? ExitCode.Done : ExitCode.CheckFailed;
        }

        private static bool TryReadJsonString(string line, [NotNullWhen(true)] out string? text, [NotNullWhen(false)] out TagFault? fault)
        {
            text = null;
            fault = null;
            var position = 0;
            try
            {
                using var document = JsonDocument.Parse(line);
                if (document.RootElement.ValueKind == JsonValueKind.String)
                {
                    text = document.RootElement.GetString()!;
                    return true;
                }
            }
            catch (JsonException e)
            {
                position = (int)Math.Min(e.BytePositionInLine ?? 0, line.Length);
            }
            catch (InvalidOperationException)
            {
                // Half of a surrogate pair, written \ud800: JSON allows it, no text can hold it.
            }

            fault = new TagFault(NotAJsonString, position, "With --json each line is one JSON string in double quotes, such as \"]C180041234567\".");
            return false;
        }
    }
}
