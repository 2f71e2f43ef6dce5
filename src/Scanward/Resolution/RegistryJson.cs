using System.Text.Json;

namespace Scanward.Resolution;

/// <summary>
/// The registry's records as UTF-8 JSON, for storage. Equal records give equal bytes (members in a fixed order, sets and dictionaries sorted
/// ordinally), so that the SHA-256 of the bytes is a content address. Members that a later version adds read as their defaults, members that it does
/// not know are passed over.
/// </summary>
/// <remarks>
/// Written by hand rather than generated: generated readers set an init-only member that is missing to zero or null instead of its default, and
/// cannot share the values of a class between its assets. The bytes are the store's own: reading throws (<see cref="JsonException"/> or what NodaTime
/// throws) when they are damaged.
/// </remarks>
public static class RegistryJson
{
    public static byte[] Write(AssetProfile profile) => WireJson.Write(profile, ProfileJson.Write);

    public static byte[] Write(Roster roster) => WireJson.Write(roster, RosterJson.Write);

    public static byte[] Write(Site site) => WireJson.Write(site, SiteJson.Write);

    public static byte[] Write(Stock stock) => WireJson.Write(stock, StockJson.Write);

    public static AssetProfile ReadProfile(ReadOnlySpan<byte> utf8, RegistryPool pool)
    {
        var json = Begin(utf8);
        return ProfileJson.Read(ref json, utf8, pool);
    }

    public static Roster ReadRoster(ReadOnlySpan<byte> utf8, RegistryPool pool)
    {
        var json = Begin(utf8);
        return RosterJson.Read(ref json, pool.Texts);
    }

    public static Site ReadSite(ReadOnlySpan<byte> utf8)
    {
        var json = Begin(utf8);
        return SiteJson.Read(ref json);
    }

    public static Stock ReadStock(ReadOnlySpan<byte> utf8, RegistryPool pool)
    {
        var json = Begin(utf8);
        return StockJson.Read(ref json, pool.Texts);
    }

    private static Utf8JsonReader Begin(ReadOnlySpan<byte> utf8)
    {
        var json = new Utf8JsonReader(utf8);
        json.Read();
        return json;
    }
}
