namespace Scanward.Client;

/// <content>Labels, ready to print.</content>
public sealed partial class ScanwardClient
{
    /// <summary>Labels of assets: the file, or a ZIP where SVG or PNG has several pages.</summary>
    public async Task<byte[]> MakeLabels(LabelOrder order, CancellationToken ct = default) => (await Post("/api/v1/labels", Bytes(order, Types.LabelOrder), ct).ConfigureAwait(false)).AsBytes();

    /// <summary>Labels with new tags, which are claimed with their first scan. Each call draws new ones.</summary>
    public async Task<byte[]> MakeBlankLabels(BlankLabelOrder order, CancellationToken ct = default) =>
        (await Post("/api/v1/labels/blank", Bytes(order, Types.BlankLabelOrder), ct).ConfigureAwait(false)).AsBytes();

    /// <summary>What labels can be printed on without measuring it.</summary>
    public async Task<LabelPresetList> ListLabelPresets(CancellationToken ct = default) => (await Get("/api/v1/labels/presets", ct).ConfigureAwait(false)).As(Types.LabelPresetList);
}
