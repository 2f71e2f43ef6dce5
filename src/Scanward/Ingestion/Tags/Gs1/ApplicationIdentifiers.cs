using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Scanward.Ingestion.Tags.Gs1;

/// <summary>
/// All GS1 application identifiers with their formats and associations: facts from the GS1 General Specifications and the GS1 Barcode Syntax
/// Dictionary (its state of July 2026, after the release of 2026-01-27), in a notation of our own.
/// </summary>
internal static class ApplicationIdentifiers
{
    /// <summary>
    /// One row is <c>identifiers | flags | format | belongs to | excludes</c>.
    /// Flags: <c>!</c> predefined length, no separator needed behind it; <c>?</c> may stand in a Digital Link's query.
    /// Format: parts of <c>n</c> digits, <c>x</c> set 82, <c>y</c> set 39 or <c>z</c> base64url with their length, <c>?</c> when it may be
    /// missing, and the rules of <see cref="ValueRule"/>. Belongs to: one of these, <c>+</c> meaning together with; <c>n</c> is any digit.
    /// Excludes: none of these, <c>*</c> being the others of its own decade. Lists of other bodies (countries, packages) are not checked.
    /// </summary>
    private const string Table =
        """
        00 | !? | n18:mod10
        01 | !? | n14:mod10 | | 255,37
        02 | !? | n14:mod10 | 37 | 01,03
        03 | ! | n14:mod10 | | 01,02,37,235
        10 | ? | x1-20 | 01,02,03,8006,8026
        11 13 15-16 | !? | n6:day0 | 01,02,03,8006,8026
        12 | !? | n6:day0 | 8020
        17 | !? | n6:day0 | 01,02,03,255,8006,8026
        20 | !? | n2 | 01,02,03,8006,8026
        21 | | x1-20 | 01,03,8006 | 235
        22 | | x1-20 | 01
        235 | | x1-28 | 01
        240-241 | ? | x1-30 | 01,02,03,8006,8026
        242 | ? | n1-6 | 01,02,8006,8026
        243 | ? | x1-20 | 01,03
        250 | ? | x1-30 | 01+21,03+21,8006+21
        251 | ? | x1-30 | 01,03,8006
        253 | ? | n13:mod10 x1-17?
        254 | | x1-20 | 414
        255 | ? | n13:mod10 n1-12? | | 01,02,415,8006,8020,8026
        30 | ? | n1-8 | 01,02
        3100-3105 3110-3115 3120-3125 3130-3135 3140-3145 3150-3155 3160-3165 3200-3205 3210-3215 3220-3225 | !? | n6 | 01,02 | *
        3230-3235 3240-3245 3250-3255 3260-3265 3270-3275 3280-3285 3290-3295 3500-3505 3510-3515 3520-3525 | !? | n6 | 01,02 | *
        3560-3565 3570-3575 3600-3605 3610-3615 3640-3645 3650-3655 3660-3665 | !? | n6 | 01,02 | *
        3300-3305 3310-3315 3320-3325 3330-3335 3340-3345 3350-3355 3360-3365 3400-3405 3410-3415 3420-3425 | !? | n6 | 00,01 | *
        3430-3435 3440-3445 3450-3455 3460-3465 3470-3475 3480-3485 3490-3495 3530-3535 3540-3545 3550-3555 | !? | n6 | 00,01 | *
        3620-3625 3630-3635 3670-3675 3680-3685 3690-3695 | !? | n6 | 00,01 | *
        3370-3375 | !? | n6 | 01 | *
        37 | ? | n1-8 | 00+02,00+8026
        3900-3909 | ? | n1-15 | 255,8020 | *,391n,394n,8111
        3910-3919 | ? | n3 n1-15 | 8020 | *
        3920-3929 | ? | n1-15 | 01+30,01+31nn,01+32nn,01+35nn,01+36nn | *,393n
        3930-3939 | ? | n3 n1-15 | 30,31nn,32nn,35nn,36nn | *
        3940-3943 | ? | n4 | 255 | *,8111
        3950-3955 | ? | n6 | 30,31nn,32nn,35nn,36nn | 392n,393n,*,8005
        400 90 | ? | x1-30
        401 7023 8004 | ? | x1-30:company
        402 | ? | n17:mod10
        403 4308 4319 | ? | x1-30 | 00
        410-414 416-417 | !? | n13:mod10
        415 | !? | n13:mod10 | 8020
        420 | ? | x1-20 | | 421
        421 | ? | n3 x1-9 | | 4307
        422 | ? | n3 | 01,02,03,8006,8026 | 426
        423 425 | ? | n3 n3? n3? n3? n3? | 01,02,03 | 426
        424 | ? | n3 | 01,02,03 | 426
        426 | ? | n3 | 01,02,03
        427 | ? | x1-3 | 01+422,02+422,03+422
        4300-4301 4310-4311 4320 | ? | x1-35 | 00
        4302 4304-4306 4312 4314-4316 | ? | x1-70 | 00
        4303 | ? | x1-70 | 4302
        4307 4317 | ? | x2 | 00
        4309 | ? | n10 n10 | 00
        4313 | ? | x1-70 | 4312
        4318 | ? | x1-20 | 00
        4321-4323 | ? | n1 | 00
        4324-4325 | ? | n6:day0 n4:time | 00
        4326 | ? | n6:day | 00
        4330 | ? | n6 x1? | 00 | 4331
        4331 | ? | n6 x1? | 00 | 4330
        4332 | ? | n6 x1? | 00 | 4333
        4333 | ? | n6 x1? | 00 | 4332
        7001 | ? | n13 | 01,02,8006,8026
        7002 | ? | x1-30 | 01,02
        7003 | ? | n6:day n4:time | 01,02,03
        7004 | ? | n1-4 | 01+10,03+10
        7005 | ? | x1-12 | 01,02
        7006 | ? | n6:day | 01,02
        7007 | ? | n6:day n6?:day | 01,02
        7008 | ? | x1-3 | 01,02
        7009 | ? | x1-10 | 01,02
        7010 | ? | x1-2 | 01,02,03
        7011 | ? | n6:day n4?:time | 01,02,03
        7020 | ? | x1-20 | 01+416,03+416,8006+416
        7021 8012 | ? | x1-20 | 01,03,8006
        7022 | ? | x1-20 | 01+7021,03+7021,8006+7021
        7030-7039 | ? | n3 x1-27 | 01,02
        7040 | | n1 x1 x1 x1
        7041 | | x1-4 | 00
        710-717 | ? | x1-20 | 01
        7230-7239 | ? | x2 x1-28 | 01,8004
        7240 | ? | x1-20 | 01,8006 | 03
        7241 | ? | n2 | 8017,8018
        7242 | ? | x1-25 | 8017,8018
        7250 | ? | n8:day8 | 8018 | 7251
        7251 | ? | n8:day8 n4:time | 8018 | 7250
        7252 | ? | n1 | 8018
        7253-7254 | ? | x1-40 | 8017,8018 | 7256,7259
        7255 | ? | x1-10 | 8017,8018 | 7256,7259
        7256 | ? | x1-90 | 8017,8018
        7257 | ? | x1-70 | 8018
        7258 | ? | x3 | 8018+7259
        7259 | ? | x1-40 | 8018 | 7256
        8001 | ? | n4 n5 n3 n1 n1 | 01
        8002 | ? | x1-20
        8003 | ? | n1:zero n13:mod10 x1-16?
        8005 | ? | n6 | 01,02
        8006 | ? | n14:mod10 n4:pieces | | 01,03,37
        8007 | ? | x1-34 | 415
        8008 | ? | n6:day n2:hour n2?:minute n2?:minute | 01,02,03
        8009 | ? | x1-50 | 00,01,03
        8010 | ? | y1-30:company
        8011 | | n1-12:nozero | 8010
        8013 | ? | x1-25:pair:company
        8014 | | x1-25:pair:company | 01
        8017 | ? | n18:mod10 | | 8018
        8018 | ? | n18:mod10 | | 8017
        8019 | | n1-10 | 8017,8018
        8020 | | x1-25 | 415
        8026 | ? | n14:mod10 n4:pieces | 37 | 02,03,8006
        8030 | ? | z1-90 | 00,01+21,03+21,253,255,8003,8004,8006+21,8010+8011,8017,8018
        8040 | | n15 | 01+21
        8041 | | n15 | 01+21+8040
        8042 | | n32 | 01+21+8040
        8043 | | n18 n1-2? | 01+21+8040
        8110 8112 | ? | x1-70
        8111 | ? | n4 | 255
        8200 | | x1-70 | 01
        91-99 | ? | x1-90
        """;

    private static readonly FrozenDictionary<string, ApplicationIdentifier> ByCode =
        ReadTable().ToFrozenDictionary(identifier => identifier.Code, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, ApplicationIdentifier>.AlternateLookup<ReadOnlySpan<char>> BySpan =
        ByCode.GetAlternateLookup<ReadOnlySpan<char>>();

    // The first two digits of an identifier tell how long it is; 0 where none begins so.
    private static readonly ImmutableArray<byte> LengthByFirstTwoDigits = MeasureLengths();

    public static ImmutableArray<ApplicationIdentifier> All => ByCode.Values;

    /// <summary>The identifier that a text begins with; null when there is none.</summary>
    public static ApplicationIdentifier? StartOf(ReadOnlySpan<char> text)
    {
        if (text.Length < 2 || !char.IsAsciiDigit(text[0]) || !char.IsAsciiDigit(text[1])) return null;
        var length = LengthByFirstTwoDigits[((text[0] - '0') * 10) + text[1] - '0'];
        return length == 0 || length > text.Length ? null : Named(text[..length]);
    }

    /// <summary>The identifier of exactly this name; null when there is none.</summary>
    public static ApplicationIdentifier? Named(ReadOnlySpan<char> code) => BySpan.TryGetValue(code, out var identifier) ? identifier : null;

    private static ImmutableArray<byte> MeasureLengths()
    {
        var lengths = new byte[100];
        foreach (var code in ByCode.Keys) lengths[((code[0] - '0') * 10) + code[1] - '0'] = (byte)code.Length;
        return [.. lengths];
    }

    private static IEnumerable<ApplicationIdentifier> ReadTable()
    {
        foreach (var line in Table.Split('\n'))
        {
            var columns = line.Split('|', StringSplitOptions.TrimEntries);
            var parts = columns[2].Split(' ').Select(ValuePart.Parse).ToImmutableArray();
            foreach (var code in Codes(columns[0]))
            {
                yield return new ApplicationIdentifier(
                    code,
                    columns[1].Contains('!'),
                    columns[1].Contains('?'),
                    parts,
                    columns.Length > 3 ? AiPattern.ParseAlternatives(columns[3], code) : [],
                    columns.Length > 4 ? AiPattern.ParseAlternatives(columns[4], code) : []);
            }
        }
    }

    private static IEnumerable<string> Codes(string column)
    {
        foreach (var range in column.Split(' '))
        {
            var ends = range.Split('-');
            for (var number = int.Parse(ends[0]); number <= int.Parse(ends[^1]); number++) yield return number.ToString($"D{ends[0].Length}");
        }
    }
}
