using System.Runtime.InteropServices;

namespace Scanward.Server.Access;

/// <summary>A SHA-256 as a value. Looking up a hash of a secret takes the same time whatever part of the secret was right.</summary>
internal readonly record struct KeyHash(ulong A, ulong B, ulong C, ulong D)
{
    public static KeyHash Of(ReadOnlySpan<byte> hash)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(hash);
        return new(words[0], words[1], words[2], words[3]);
    }
}
