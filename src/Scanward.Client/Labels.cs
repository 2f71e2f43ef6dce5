namespace Scanward.Client;

/// <summary>Labels of assets: those named, or all that are in use and match.</summary>
public sealed record LabelOrder
{
    /// <summary>Ids, in the order in which they are printed.</summary>
    public IReadOnlyList<string>? Assets { get; init; }

    /// <summary>Instead of <see cref="Assets"/>: all that are in use.</summary>
    public bool? All { get; init; }

    /// <summary>All of this class.</summary>
    public string? Class { get; init; }

    /// <summary>All with these words in their id or name.</summary>
    public string? Q { get; init; }

    /// <summary>False leaves the asset's name out.</summary>
    public bool? Name { get; init; }

    /// <summary>False leaves its location out.</summary>
    public bool? Location { get; init; }

    /// <summary><c>qr</c>, <c>datamatrix</c> or <c>code128</c>; QR where nothing is said.</summary>
    public string? Symbol { get; init; }

    /// <summary><c>pdf</c>, <c>svg</c>, <c>png</c> or <c>zpl</c>; PDF where nothing is said.</summary>
    public string? Format { get; init; }

    /// <summary>The name of one of <see cref="ScanwardClient.ListLabelPresets"/>.</summary>
    public string? Preset { get; init; }

    /// <summary>Of one label in millimetres, such as <c>50x25</c>, where no preset fits.</summary>
    public string? Size { get; init; }

    /// <summary>A sheet of your own; without it, labels of <see cref="Size"/> are on a roll.</summary>
    public LabelSheet? Sheet { get; init; }

    /// <summary>203, 300 or 600 dots an inch.</summary>
    public int? Dpi { get; init; }

    /// <summary>The first label of the sheet that is not used yet, from 1.</summary>
    public int? Start { get; init; }

    public int? Copies { get; init; }

    /// <summary>To the right and down in millimetres, such as <c>0.5,-0.3</c>.</summary>
    public string? Nudge { get; init; }

    /// <summary>What stands above the id; empty for nothing, null for the site's name.</summary>
    public string? SiteText { get; init; }

    /// <summary>A PNG of at most 1 MiB.</summary>
    public byte[]? Logo { get; init; }

    /// <summary>Whether each label's edge is drawn.</summary>
    public bool? Outline { get; init; }

    /// <summary>The host in the addresses of QR codes.</summary>
    public string? Host { get; init; }

    public string? OperatorId { get; init; }
}

/// <summary>Labels with new tags, which are claimed with their first scan.</summary>
public sealed record BlankLabelOrder
{
    /// <summary>1 to 5,000.</summary>
    public required int Count { get; init; }

    /// <summary><c>qr</c>, <c>datamatrix</c> or <c>code128</c>; QR where nothing is said.</summary>
    public string? Symbol { get; init; }

    /// <summary><c>pdf</c>, <c>svg</c>, <c>png</c> or <c>zpl</c>; PDF where nothing is said.</summary>
    public string? Format { get; init; }

    /// <summary>The name of one of <see cref="ScanwardClient.ListLabelPresets"/>.</summary>
    public string? Preset { get; init; }

    /// <summary>Of one label in millimetres, such as <c>50x25</c>, where no preset fits.</summary>
    public string? Size { get; init; }

    /// <summary>A sheet of your own; without it, labels of <see cref="Size"/> are on a roll.</summary>
    public LabelSheet? Sheet { get; init; }

    /// <summary>203, 300 or 600 dots an inch.</summary>
    public int? Dpi { get; init; }

    /// <summary>The first label of the sheet that is not used yet, from 1.</summary>
    public int? Start { get; init; }

    public int? Copies { get; init; }

    /// <summary>To the right and down in millimetres, such as <c>0.5,-0.3</c>.</summary>
    public string? Nudge { get; init; }

    /// <summary>What stands above the id; empty for nothing, null for the site's name.</summary>
    public string? SiteText { get; init; }

    /// <summary>A PNG of at most 1 MiB.</summary>
    public byte[]? Logo { get; init; }

    /// <summary>Whether each label's edge is drawn.</summary>
    public bool? Outline { get; init; }

    /// <summary>The host in the addresses of QR codes.</summary>
    public string? Host { get; init; }

    public string? OperatorId { get; init; }
}

/// <summary>A sheet of labels, in millimetres.</summary>
public sealed record LabelSheet
{
    /// <summary><c>a4</c>, <c>letter</c>, or a size such as <c>210x297</c>; A4 where nothing is said.</summary>
    public string? Page { get; init; }

    public required int Columns { get; init; }

    public required int Rows { get; init; }

    /// <summary>From the left and the upper edge to the first label, such as <c>10,12</c>.</summary>
    public string? Margin { get; init; }

    /// <summary>Between columns and between rows, such as <c>2,0</c>.</summary>
    public string? Gap { get; init; }
}

/// <summary>What labels can be printed on without measuring it.</summary>
public sealed record LabelPresetList
{
    public IReadOnlyList<LabelPreset> Items { get => field ?? []; init; }
}

/// <summary>A stock that is sold under a name.</summary>
public sealed record LabelPreset
{
    public required string Preset { get; init; }

    public required string What { get; init; }

    /// <summary>Of one label.</summary>
    public required double WidthMm { get; init; }

    public required double HeightMm { get; init; }

    public required double PageWidthMm { get; init; }

    public required double PageHeightMm { get; init; }

    public required int Columns { get; init; }

    public required int Rows { get; init; }
}
