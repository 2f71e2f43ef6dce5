using System.Net;
using System.Security.Cryptography;
using System.Text;
using Scanward.Server.Access;
using Scanward.Server.People;

namespace Scanward.Server.Commands;

/// <summary>
/// The accounts with which a newcomer looks at the demo, one a role. Their passwords are printed and lie beside the store, so that there are such accounts only where nobody but this machine can
/// reach the server; elsewhere they are disabled, and the first admin is made as everywhere.
/// </summary>
internal static class DemoPeople
{
    private const string FileName = "demo-people.txt";

    private const string Letters = "abcdefghjkmnpqrstuvwxyz23456789";

    /// <summary>Whether only this machine can reach the addresses.</summary>
    public static bool IsLoopback(IEnumerable<string> urls) => urls.All(u => Uri.TryCreate(u, UriKind.Absolute, out var url) && (url.Host == "localhost" || (IPAddress.TryParse(url.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip))));

    /// <summary>Lines for people that say how to sign in.</summary>
    /// <param name="operatorId">Who the technician is on the roster.</param>
    public static async Task<IReadOnlyList<string>> Prepare(Installation installation, string folder, string siteId, string operatorId, CancellationToken ct)
    {
        var file = Path.Combine(folder, FileName);
        var known = await Read(file, ct);
        var lines = new List<string>();
        foreach (var role in Enum.GetValues<PersonRole>())
        {
            var (name, site) = (Wire.Name(role), role is PersonRole.Technician or PersonRole.Planner ? siteId : Caller.AllSites);
            var person = installation.Reception.Accounts.FindByName(name);
            if (person is { IsDemo: false }) continue; // somebody's own
            var password = known.GetValueOrDefault(name) ?? Password();
            if (person is not { IsActive: true, IsDemo: true } || !known.ContainsKey(name))
            {
                var siteNo = site == Caller.AllSites ? 0 : installation.Sites.NumberOf(site)!.Value;
                await installation.Reception.People.SaveDemo(new(name, $"Demo {name}", role == PersonRole.Technician ? operatorId : null, null, [new(siteNo, site, role)]), password, ct);
            }

            known[name] = password;
            lines.Add($"{name,-11} {password}   {(site == Caller.AllSites ? "all sites" : site)}");
        }

        await Write(file, known, ct);
        return lines;
    }

    private static async Task<Dictionary<string, string>> Read(string file, CancellationToken ct) => File.Exists(file)
        ? (await File.ReadAllLinesAsync(file, ct)).Select(l => l.Split(' ')).Where(l => l.Length == 2).ToDictionary(l => l[0], l => l[1], StringComparer.Ordinal) : new(StringComparer.Ordinal);

    private static async Task Write(string file, Dictionary<string, string> people, CancellationToken ct)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var stream = new FileStream(file, options);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(people.Select(p => $"{p.Key} {p.Value}\n"))), ct);
    }

    private static string Password() => string.Join('-', Enumerable.Range(0, 3).Select(_ => RandomNumberGenerator.GetString(Letters, 4)));
}
