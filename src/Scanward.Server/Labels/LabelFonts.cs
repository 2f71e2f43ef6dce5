using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using HarfBuzzSharp;
using SkiaSharp;

namespace Scanward.Server.Labels;

/// <summary>A font that can be shaped with and drawn with. Never disposed: those that come with the program and the machine's live as long as it does.</summary>
internal sealed class LabelFont
{
    /// <summary>Units of the em that glyphs are placed in.</summary>
    public const int Em = 2048;

    private LabelFont(SKTypeface typeface, Font shaping)
    {
        Typeface = typeface;
        Shaping = shaping;
    }

    public SKTypeface Typeface { get; }

    public Font Shaping { get; }

    public bool Has(int codePoint) => Shaping.TryGetNominalGlyph((uint)codePoint, out _);

    /// <summary>Null where the bytes are no font.</summary>
    public static LabelFont? Of(byte[] bytes, int index = 0)
    {
        using var data = SKData.CreateCopy(bytes);
        if (SKTypeface.FromData(data, index) is not { } typeface) return null;
        var memory = Marshal.AllocHGlobal(bytes.Length);
        Marshal.Copy(bytes, 0, memory, bytes.Length);
        var face = new Face(new Blob(memory, bytes.Length, MemoryMode.ReadOnly, () => Marshal.FreeHGlobal(memory)), index) { UnitsPerEm = Em };
        var font = new Font(face);
        font.SetScale(Em, Em);
        return new(typeface, font);
    }
}

/// <summary>The fonts of labels: one that somebody named, the one that comes with the program, and for scripts that neither has those that the machine has.</summary>
internal sealed class LabelFonts
{
    public const int FontBytesMost = 40 * 1024 * 1024;

    private static readonly Lazy<LabelFont> regular = new(() => Embedded("DejaVuSansCondensed.ttf")), bold = new(() => Embedded("DejaVuSansCondensed-Bold.ttf"));

    private static readonly Lazy<IReadOnlyList<string>> files = new(FindFiles);

    private static readonly ConcurrentDictionary<string, LabelFont?> machine = new();

    private static readonly ConcurrentDictionary<int, LabelFont?> byCharacter = new();

    private readonly LabelFont? named;

    /// <param name="named">Used before the others; null for none.</param>
    public LabelFonts(LabelFont? named = null) => this.named = named;

    /// <summary>The font that has all of these characters, which stand on one place; null where none has.</summary>
    public LabelFont? For(ReadOnlySpan<int> codePoints, bool isBold)
    {
        if (named is not null && HasAll(named, codePoints)) return named;
        var own = (isBold ? bold : regular).Value;
        if (HasAll(own, codePoints)) return own;
        var first = codePoints[0];
        if (byCharacter.GetOrAdd(first, Search) is { } found) return found;
        return null;
    }

    private static bool HasAll(LabelFont font, ReadOnlySpan<int> codePoints)
    {
        foreach (var codePoint in codePoints)
        {
            if (codePoint is not (0x200C or 0x200D) and not (>= 0xFE00 and <= 0xFE0F) && !font.Has(codePoint)) return false;
        }

        return true;
    }

    private static LabelFont? Search(int codePoint)
    {
        foreach (var file in files.Value)
        {
            if (machine.GetOrAdd(file, Load) is { } font && font.Has(codePoint)) return font;
        }

        return null;
    }

    private static LabelFont? Load(string file)
    {
        try
        {
            return new FileInfo(file).Length <= FontBytesMost ? LabelFont.Of(File.ReadAllBytes(file)) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // a font that cannot be read is one that is not there
        }
    }

    /// <summary>Outline fonts of the machine, upright and of ordinary weight first.</summary>
    private static List<string> FindFiles()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string[] folders = ["/usr/share/fonts", "/usr/local/share/fonts", Path.Combine(home, ".local/share/fonts"), Path.Combine(home, ".fonts"), "/System/Library/Fonts", "/Library/Fonts", Path.Combine(home, "Library/Fonts")];
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, MaxRecursionDepth = 6 };
        return
        [
            .. folders.Where(Directory.Exists).SelectMany(f => Directory.EnumerateFiles(f, "*", options))
                .Where(f => Path.GetExtension(f).ToLowerInvariant() is ".ttf" or ".otf" or ".ttc")
                .OrderBy(f => IsPlain(Path.GetFileNameWithoutExtension(f)) ? 0 : 1).ThenBy(f => f, StringComparer.Ordinal),
        ];
    }

    private static bool IsPlain(string name) => !((string[])["Bold", "Italic", "Oblique", "Light", "Thin", "Black", "Mono", "Serif", "Emoji"]).Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static LabelFont Embedded(string name)
    {
        using var resource = typeof(LabelFonts).Assembly.GetManifestResourceStream($"fonts/{name}") ?? throw new InvalidOperationException($"The program lacks its font {name}.");
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return LabelFont.Of(bytes) ?? throw new InvalidOperationException($"The program's font {name} cannot be read.");
    }
}
