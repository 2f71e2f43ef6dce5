using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Scanward.Bench.Load;

/// <summary>The bodies of a mix file as whole HTTP requests, in which only asset, key and time are still to be overwritten. Not safe for several threads.</summary>
internal sealed class ScanTemplates
{
    private const int AssetDigits = 6;

    private readonly Template[] templates;
    private readonly int assets;
    private readonly Random random = new(1);
    private readonly byte[] second = new byte[ScanMix.TimePlaceholder.Length];
    private long secondShown = -1;

    // Keys come from one random start, so that two runs on one store never share a key, and a billion keys cost no system call each.
    private ulong keyState = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    private ScanTemplates(Template[] templates, int assets)
    {
        this.templates = templates;
        this.assets = assets;
    }

    /// <summary>Longest request, in bytes.</summary>
    public int LengthMax => templates.Max(t => t.Request.Length);

    /// <exception cref="InvalidDataException">The file is no mix file; the message names the line.</exception>
    public static ScanTemplates Read(FileInfo mix, Uri url, string deviceKey)
    {
        var lines = File.ReadAllLines(mix.FullName);
        if (lines.Length < 2 || !lines[0].StartsWith("assets ", StringComparison.Ordinal)
            || !int.TryParse(lines[0]["assets ".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var assets) || assets is < 1 or > ScanMix.AssetsMax)
        {
            throw new InvalidDataException($"{mix}: the first line must be 'assets N' and bodies must follow; write one with the verb 'mix'.");
        }

        return new ScanTemplates([.. lines.Skip(1).Select((body, i) => Template.Of(body, url, deviceKey, $"{mix}:{i + 2}"))], assets);
    }

    /// <summary>Writes the next request, with a key that no other has, and returns its length.</summary>
    public int WriteNext(Span<byte> request, DateTimeOffset now)
    {
        var template = templates[random.Next(templates.Length)];
        template.Request.CopyTo(request);
        (1 + random.Next(assets)).TryFormat(request.Slice(template.AssetAt, AssetDigits), out _, "D6", CultureInfo.InvariantCulture);
        NewKey().TryFormat(request[template.KeyAt..], out _, "D");
        WriteSecond(now);
        second.CopyTo(request[template.TimeAt..]);
        return template.Request.Length;
    }

    private void WriteSecond(DateTimeOffset now)
    {
        if (now.ToUnixTimeSeconds() is var unix && unix != secondShown)
        {
            secondShown = unix;
            now.UtcDateTime.TryFormat(second, out _, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        }
    }

    /// <summary>A version 4 UUID; version 4 because random keys are the hardest on an index.</summary>
    private Guid NewKey()
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, NextRandom());
        BitConverter.TryWriteBytes(bytes[8..], NextRandom());
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>SplitMix64 (Steele, Lea, Flood 2014).</summary>
    private ulong NextRandom()
    {
        var z = keyState += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    private sealed record Template(byte[] Request, int AssetAt, int KeyAt, int TimeAt)
    {
        public static Template Of(string body, Uri url, string deviceKey, string where)
        {
            var request = Encoding.UTF8.GetBytes(
                $"POST {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\nAuthorization: Bearer {deviceKey}\r\n"
                + $"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
            return new Template(
                request, Find(ScanMix.AssetPlaceholder) + ScanMix.AssetPlaceholder.Length - AssetDigits, Find(ScanMix.KeyPlaceholder), Find(ScanMix.TimePlaceholder));

            int Find(string placeholder) => request.AsSpan().IndexOf(Encoding.ASCII.GetBytes(placeholder)) is >= 0 and var at
                ? at
                : throw new InvalidDataException($"{where}: '{placeholder}' is missing; write the file again with the verb 'mix'.");
        }
    }
}
