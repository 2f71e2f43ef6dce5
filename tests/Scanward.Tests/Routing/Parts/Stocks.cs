using System.Collections.Immutable;
using NodaTime;
using Scanward.Resolution;
using Scanward.Routing.Parts;

namespace Scanward.Tests.Routing.Parts;

internal static class Stocks
{
    public static readonly Instant Now = Instant.FromUtc(2026, 11, 22, 7, 0);

    public static Stock Stock(
        string part,
        int onHand,
        int reserved = 0,
        int safety = 0,
        int onOrder = 0,
        Duration? arrivesIn = null,
        int? leadDays = null,
        int ageMinutes = 0) => new()
    {
        SiteId = "north",
        PartId = part,
        OnHand = onHand,
        Reserved = reserved,
        SafetyStock = safety,
        OnOrder = onOrder,
        Eta = arrivesIn is { } span ? Now + span : null,
        LeadTimeDays = leadDays,
        AsOf = Now - Duration.FromMinutes(ageMinutes),
    };

    public static PartsCheck Check(PartNeed[] needs, params Stock[] stocks) => PartsCheck.Of([.. needs], ByPart(stocks), Now, freshMinutes: 5);

    public static ImmutableDictionary<string, Stock> ByPart(IEnumerable<Stock> stocks) => stocks.ToImmutableDictionary(s => s.PartId);
}
