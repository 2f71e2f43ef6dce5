using System.Text.Json.Nodes;
using Scanward.Server.Access;

namespace Scanward.Server.Control;

/// <summary>The audit log for the command line.</summary>
internal static class AuditOperations
{
    public static async Task<ControlResult> Verify(Installation installation, IReadOnlyDictionary<string, string> arguments, Action<ControlProgress> report, CancellationToken ct)
    {
        AuditHead? noted = null;
        if (arguments.TryGetValue("head", out var given))
        {
            if (!AuditHead.TryParse(given, out var head)) return ControlResult.Bad("--head takes what an earlier 'audit verify' printed, such as 17:3b2f… with all 64 digits.");
            noted = head;
        }

        var total = (int)await installation.Reads.Count("audit", ct);
        var verified = await AuditWalk.Verify(installation.Reads, noted, done => report(new("following the chain", done, total)), ct);
        return new(verified.Broken is null ? 0 : 1, new JsonObject
        {
            ["rows"] = verified.Head.Number,
            ["head"] = verified.Head.ToString(),
            ["broken"] = verified.Broken,
            ["why"] = verified.Why,
        });
    }
}
