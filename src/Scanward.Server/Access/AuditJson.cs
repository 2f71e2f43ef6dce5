using System.Text;
using System.Text.Json;

namespace Scanward.Server.Access;

/// <summary>What the audit log keeps of something before or after its change.</summary>
internal static class AuditJson
{
    /// <summary>A JSON object of these members.</summary>
    public static string Of(Action<Utf8JsonWriter> members) => Encoding.UTF8.GetString(WireJson.Write(members, static (json, members) =>
    {
        json.WriteStartObject();
        members(json);
        json.WriteEndObject();
    }));
}
