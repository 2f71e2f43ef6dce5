namespace Scanward.Server.WebConsole;

/// <summary>What a scanner sends, so that people can read it: control characters become the pictures that Unicode has for them.</summary>
internal static class RawTag
{
    public static string Shown(string raw) => string.Create(raw.Length, raw, static (shown, raw) =>
    {
        for (var i = 0; i < raw.Length; i++)
        {
            shown[i] = raw[i] switch
            {
                < ' ' => (char)('\u2400' + raw[i]),
                '\u007F' => '\u2421',
                >= '\u0080' and <= '\u009F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u200E' or '\u200F' or '\u061C' => '\uFFFD',
                _ => raw[i],
            };
        }
    });
}
