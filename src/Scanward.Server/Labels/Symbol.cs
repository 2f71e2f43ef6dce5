using ZXing;
using ZXing.Common;
using ZXing.Datamatrix;
using ZXing.Datamatrix.Encoder;
using ZXing.OneD;
using ZXing.QrCode.Internal;

namespace Scanward.Server.Labels;

/// <summary>A symbol in modules, without its quiet zone.</summary>
/// <param name="Dark">Row by row; a linear symbol has one row.</param>
/// <param name="Quiet">Modules of white that the standard wants around it; left and right only where it is linear.</param>
internal sealed record Symbol(SymbolKind Kind, string Content, BitMatrix Dark, int Quiet)
{
    /// <summary>ISO/IEC 18004 wants 4 modules around a QR Code, ISO/IEC 15417 wants 10 beside a Code 128; ISO/IEC 16022 wants 1 around a Data Matrix, which is too little for cameras.</summary>
    private const int QrQuiet = 4, Code128Quiet = 10, DataMatrixQuiet = 2;

    /// <summary>A quarter of a millimetre, 10 mil: what scanners of the trade and the cameras of phones read at arm's length.</summary>
    public const double LeastModuleMm = 0.25;

    /// <summary>What QR Code packs two of into 11 bits (ISO/IEC 18004, table 5).</summary>
    private const string QrAlphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

    public bool IsLinear => Kind == SymbolKind.Code128;

    /// <summary>Modules across, with the quiet zone.</summary>
    public int Width => Dark.Width + (2 * Quiet);

    /// <summary>The least dots of a printer that a module may have.</summary>
    public static int LeastDots(int dpi) => (int)Math.Ceiling((LeastModuleMm * dpi / 25.4) - 0.01);

    /// <param name="content">Printable ASCII, as short as tags are.</param>
    public static Symbol Encode(SymbolKind kind, string content) => kind switch
    {
        SymbolKind.Qr => new(kind, content, EncodeQr(content), QrQuiet),
        SymbolKind.DataMatrix => new(kind, content, EncodeDataMatrix(content), DataMatrixQuiet),
        SymbolKind.Code128 => new(kind, content, new Code128Writer().encode(content, BarcodeFormat.CODE_128, 0, 1, new Dictionary<EncodeHintType, object> { [EncodeHintType.MARGIN] = 0 }), Code128Quiet),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>How many characters go into a symbol that may be so many modules wide, quiet zone included: of an address in upper case, or of a tag. 0 where none does.</summary>
    public static int Capacity(SymbolKind kind, int modules) => kind switch
    {
        SymbolKind.Qr => QrCapacity(modules - (2 * QrQuiet)),
        SymbolKind.DataMatrix => DataMatrixCapacity(modules - (2 * DataMatrixQuiet)),
        _ => Math.Max(0, (modules - (2 * Code128Quiet) - 35) / 11), // start, check and stop take 35
    };

    /// <summary>At level M, or at a higher one where that makes the symbol no larger. Which one that is, is counted, since encoding takes longest of all.</summary>
    private static BitMatrix EncodeQr(string content)
    {
        var mode = content.All(char.IsAsciiDigit) ? Mode.NUMERIC : content.All(c => QrAlphanumeric.Contains(c)) ? Mode.ALPHANUMERIC : Mode.BYTE;
        var version = 1;
        while (version < 40 && QrRoom(version, ErrorCorrectionLevel.M, mode) < content.Length) version++;
        var level = QrRoom(version, ErrorCorrectionLevel.H, mode) >= content.Length ? ErrorCorrectionLevel.H
            : QrRoom(version, ErrorCorrectionLevel.Q, mode) >= content.Length ? ErrorCorrectionLevel.Q : ErrorCorrectionLevel.M;
        var best = Encoder.encode(content, level);
        var matrix = new BitMatrix(best.Matrix.Width, best.Matrix.Height);
        for (var y = 0; y < matrix.Height; y++)
        {
            for (var x = 0; x < matrix.Width; x++) matrix[x, y] = best.Matrix[x, y] == 1;
        }

        return matrix;
    }

    private static BitMatrix EncodeDataMatrix(string content) => new DataMatrixWriter().encode(
        content, BarcodeFormat.DATA_MATRIX, 0, 0,
        new Dictionary<EncodeHintType, object> { [EncodeHintType.MARGIN] = 0, [EncodeHintType.DATA_MATRIX_SHAPE] = SymbolShapeHint.FORCE_SQUARE });

    /// <summary>Characters of this mode in a QR Code of this version and level.</summary>
    private static int QrRoom(int version, ErrorCorrectionLevel level, Mode mode)
    {
        var of = ZXing.QrCode.Internal.Version.getVersionForNumber(version);
        var bits = ((of.TotalCodewords - of.getECBlocksForLevel(level).TotalECCodewords) * 8) - 4 - mode.getCharacterCountBits(of);
        if (mode.Name != Mode.Names.ALPHANUMERIC) return mode.Name == Mode.Names.NUMERIC ? bits * 3 / 10 : bits / 8;
        return (bits / 11 * 2) + (bits % 11 >= 6 ? 1 : 0);
    }

    private static int QrCapacity(int modules) => modules < 21 ? 0 : QrRoom(Math.Min(40, (modules - 17) / 4), ErrorCorrectionLevel.M, Mode.ALPHANUMERIC);

    private static int DataMatrixCapacity(int modules)
    {
        var capacity = 0;
        foreach (var (size, codewords) in dataMatrixSizes)
        {
            if (size <= modules) capacity = codewords;
        }

        return capacity;
    }

    /// <summary>Sides of square symbols with their data codewords (ISO/IEC 16022, table 7), each of which holds a letter, or two digits.</summary>
    private static readonly (int Size, int Codewords)[] dataMatrixSizes = [(10, 3), (12, 5), (14, 8), (16, 12), (18, 18), (20, 22), (22, 30), (24, 36), (26, 44), (32, 62), (36, 86)];
}
