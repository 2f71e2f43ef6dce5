using System.Text.Json;
using System.Text.RegularExpressions;

namespace Scanward.Server.Cmms.Rest;

/// <summary>Something that an answer, a record or a push may say.</summary>
/// <param name="Status">Only of answers with this status; null for any.</param>
internal sealed record Condition(int? Status, Pointer At)
{
    /// <summary>What it must be, exactly; null where that is not asked.</summary>
    public string? EqualTo { get; init; }

    public Regex? Matches { get; init; }

    /// <summary>Whether something other than null must be there; null where that is not asked. That something is missing is said only by an answer that could have held it.</summary>
    public bool? Present { get; init; }

    /// <summary>What must hold as well.</summary>
    public Condition? And { get; init; }

    /// <summary>Where the answer says why.</summary>
    public Pointer? Why { get; init; }

    /// <summary>The status that it counts as, where its own says something else; null for its own.</summary>
    public int? CountsAs { get; init; }

    public bool Holds(JsonElement? root, Fields fields, int? status = null)
    {
        if (Status is { } only && status != only) return false;
        if (And?.Holds(root, fields, status) == false) return false;
        var value = At.Find(root, fields);
        if (Present == false && root is not { ValueKind: JsonValueKind.Object or JsonValueKind.Array }) return false;
        if (Present is { } present && present != value is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) }) return false;
        if (EqualTo is not null && JsonTexts.Scalar(value) != EqualTo) return false;
        return Matches is null || (JsonTexts.Node(value) is { } node && IsMatch(JsonTexts.Of(node)));
    }

    private bool IsMatch(string text)
    {
        try
        {
            return Matches!.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return false; // an expression that takes so long for one text says nothing of it
        }
    }
}
