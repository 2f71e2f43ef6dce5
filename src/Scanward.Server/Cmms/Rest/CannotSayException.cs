namespace Scanward.Server.Cmms.Rest;

/// <summary>Why a request cannot be put together; nothing is sent.</summary>
internal sealed class CannotSayException(string why, CannotSay kind = CannotSay.Never) : Exception(why)
{
    public CannotSay Kind => kind;
}

internal enum CannotSay
{
    /// <summary>Nor will it be later.</summary>
    Never = 1,

    /// <summary>What is looked for is no value that the target could hold.</summary>
    NoSuch = 2,

    /// <summary>A secret cannot be read, now.</summary>
    NotNow = 3,
}
