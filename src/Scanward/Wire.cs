using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;

namespace Scanward;

/// <summary>
/// The spelling of enumerations outside of C#: <c>CorrectiveWo</c> is <c>corrective_wo</c>, in JSON, policies and the store's exports alike.
/// </summary>
public static class Wire
{
    /// <summary>The value's name. Throws for a number that is no value of the enumeration.</summary>
    public static string Name<T>(T value)
        where T : struct, Enum =>
            Names<T>.ByValue.TryGetValue(value, out var name) ? name : throw new ArgumentOutOfRangeException(nameof(value), value, null);

    /// <summary>Exactly as <see cref="Name"/> spells it.</summary>
    public static bool TryParse<T>(string? name, out T value)
        where T : struct, Enum
    {
        value = default;
        return name is not null && Names<T>.ByName.TryGetValue(name, out value);
    }

    /// <summary>Every name, in the order of the values.</summary>
    public static ImmutableArray<string> All<T>()
        where T : struct, Enum => Names<T>.InOrder;

    // A letter and its number are one word: P1 stays P1, as policies spell it.
    private static string Snake(string pascal)
    {
        if (pascal is [_, >= '0' and <= '9']) return pascal;
        var text = new StringBuilder(pascal.Length + 4);
        for (var i = 0; i < pascal.Length; i++)
        {
            var startsWord = i > 0 && (char.IsUpper(pascal[i]) || (char.IsDigit(pascal[i]) && !char.IsDigit(pascal[i - 1])));
            if (startsWord) text.Append('_');
            text.Append(char.ToLowerInvariant(pascal[i]));
        }

        return text.ToString();
    }

    private static class Names<T>
        where T : struct, Enum
    {
        public static readonly FrozenDictionary<T, string> ByValue = Enum.GetValues<T>().ToFrozenDictionary(v => v, v => Snake(v.ToString()));
        public static readonly FrozenDictionary<string, T> ByName = ByValue.ToFrozenDictionary(p => p.Value, p => p.Key);
        public static readonly ImmutableArray<string> InOrder = [.. Enum.GetValues<T>().Select(v => ByValue[v])];
    }
}
