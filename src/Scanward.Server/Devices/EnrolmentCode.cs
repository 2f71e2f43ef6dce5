using System.Security.Cryptography;
using System.Text;

namespace Scanward.Server.Devices;

/// <summary>The code that a screen shows to one device: 13 characters of Crockford's base 32, 65 random bits, as <c>XXXX-XXXX-XXXXX</c>. The store keeps its SHA-256.</summary>
internal static class EnrolmentCode
{
    private const int Length = 13, TextMost = 64;

    public static string Make()
    {
        var characters = RandomNumberGenerator.GetItems<char>(Crockford.Alphabet, Length);
        return $"{new string(characters, 0, 4)}-{new string(characters, 4, 4)}-{new string(characters, 8, 5)}";
    }

    /// <summary>Six digits that the device and whoever approves it both see.</summary>
    public static string MakeConfirm() => RandomNumberGenerator.GetString("0123456789", 6).Insert(3, " ");

    /// <summary>What the store knows it by; null where the text can be no code. Case, dashes and spaces count for nothing, O is 0, I and L are 1.</summary>
    public static byte[]? Hash(string text)
    {
        if (text.Length > TextMost) return null;
        var folded = new StringBuilder(Length);
        foreach (var c in text)
        {
            if (c is '-' or ' ') continue;
            if (Crockford.ValueOf(c) is not (>= 0 and var value) || folded.Length == Length) return null;
            folded.Append(Crockford.Alphabet[value]);
        }

        return folded.Length == Length ? SHA256.HashData(Encoding.ASCII.GetBytes(folded.ToString())) : null;
    }
}
