namespace Scanward.Server.WebConsole;

/// <summary>The parameters of a page that say something: a form sends what was left empty too.</summary>
internal static class Given
{
    public static IQueryCollection Of(IQueryCollection query) => new QueryCollection(query.Where(q => q.Value.ToString().Length > 0).ToDictionary(q => q.Key, q => q.Value));
}
