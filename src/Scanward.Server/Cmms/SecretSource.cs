using System.Diagnostics.CodeAnalysis;

namespace Scanward.Server.Cmms;

/// <summary>
/// Where a secret is found: in a variable of the environment, or in a file. It is read each time it is needed, so that a file may be replaced while the server runs. The secret is never shown:
/// what this says of itself is where it lies.
/// </summary>
/// <param name="Kind"><c>env</c> or <c>file</c>.</param>
/// <param name="Place">The variable's name, or the file's full path.</param>
/// <param name="Variables">The environment.</param>
internal sealed record SecretSource(string Kind, string Place, Func<string, string?> Variables)
{
    /// <summary>No secret is as long; a wrong path may name something that is.</summary>
    private const int CharactersMax = 16 * 1024;

    public static SecretSource OfVariable(string name, Func<string, string?>? variables = null) => new("env", name, variables ?? Environment.GetEnvironmentVariable);

    public static SecretSource OfFile(string path) => new("file", Path.GetFullPath(path), static _ => null);

    /// <summary>The secret as it is now, without the line's end that editors leave behind it; or why there is none.</summary>
    public bool TryRead([NotNullWhen(true)] out string? secret, [NotNullWhen(false)] out string? why)
    {
        (secret, why) = (null, null);
        var text = Kind == "env" ? Variables(Place) : ReadFile(out why);
        if (why is not null) return false;
        text = text?.TrimEnd('\r', '\n');
        if (text is null) why = $"The variable {Place} is not set; set it for the server.";
        else if (text.Length == 0) why = $"{Named()} is empty; put the secret there.";
        else if (text.Length > CharactersMax) why = $"{Named()} is too long to be a secret (at most {CharactersMax} characters).";
        else if (text.Any(char.IsControl)) why = $"{Named()} holds a line break or another control character; a secret is one line.";
        if (why is not null) return false;
        secret = text!;
        return true;
    }

    public override string ToString() => $"{Kind} {Place}";

    private string Named() => Kind == "env" ? $"The variable {Place}" : $"The file {Place}";

    private string? ReadFile(out string? why)
    {
        why = null;
        try
        {
            using var reader = new StreamReader(Place);
            var characters = new char[CharactersMax + 3]; // one too many, and the end of a line
            return new(characters, 0, reader.ReadBlock(characters));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            why = $"The secret in {Place} cannot be read: {e.Message}";
            return null;
        }
    }
}
