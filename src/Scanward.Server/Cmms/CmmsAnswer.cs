using NodaTime;
using Scanward.Dispatch;

namespace Scanward.Server.Cmms;

/// <summary>A request as it goes out.</summary>
internal sealed record CmmsRequest(HttpMethod Method, Uri Address)
{
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Null for none.</summary>
    public byte[]? Body { get; init; }

    public string ContentType { get; init; } = "application/json";
}

/// <summary>How an exchange over HTTP ended: an answer, or why there is none.</summary>
internal sealed record CmmsAnswer
{
    /// <summary>Null where an answer came.</summary>
    public CmmsEnding? Ended { get; init; }

    /// <summary>One plain sentence where no answer came, or its body did not come whole; else empty.</summary>
    public string Why { get; init; } = "";

    /// <summary>0 where no answer came.</summary>
    public int Status { get; init; }

    /// <summary>What came of the body.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>Whether <see cref="Body"/> is all of it.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Media type without parameters, lower case; empty where it is not said.</summary>
    public string ContentType { get; init; } = "";

    public Duration? RetryAfter { get; init; }

    /// <summary>Where a redirect leads, without its query.</summary>
    public string? Location { get; init; }

    public bool IsSuccess => Status is >= 200 and <= 299;

    /// <summary>Whether it is a page for people: mostly a login, or the word of a proxy on the way.</summary>
    public bool IsPage => ContentType is "text/html" or "application/xhtml+xml" || Body.AsSpan().TrimStart(" \t\r\n\ufeff"u8).StartsWith("<"u8);
}
