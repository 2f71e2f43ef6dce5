using System.Globalization;
using System.Text;

namespace Scanward.Server.Tests.Cmms.Conformance;

/// <summary>A request as the scripted server read it.</summary>
internal sealed record TrapRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string Path => Target.Split('?')[0];

    public string Query => Target.Contains('?', StringComparison.Ordinal) ? Target[(Target.IndexOf('?', StringComparison.Ordinal) + 1)..] : "";
}

/// <summary>How the scripted server keeps to its answer.</summary>
internal enum TrapEnd
{
    /// <summary>It does.</summary>
    Whole = 1,

    /// <summary>It closes in the middle of the body.</summary>
    Truncated,

    /// <summary>It resets the connection instead of answering.</summary>
    Reset,

    /// <summary>It resets the connection in the middle of the body.</summary>
    ResetInBody,

    /// <summary>It never answers.</summary>
    Silent,

    /// <summary>It sends the head and a byte, and then nothing more.</summary>
    Drip,

    /// <summary>It answers something that is no HTTP.</summary>
    NoHttp,
}

/// <summary>What the scripted server answers.</summary>
internal sealed record TrapAnswer(int Status, string Body = "", string ContentType = "application/json")
{
    public TrapEnd End { get; init; } = TrapEnd.Whole;

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public static TrapAnswer Ending(TrapEnd end) => new(200, """{"id":7,"wo_id":"7"}""") { End = end };

    public byte[] Bytes()
    {
        var body = Encoding.UTF8.GetBytes(Body);
        var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {Status} Whatever\r\nContent-Length: {body.Length}\r\n");
        if (ContentType.Length > 0) head.Append(CultureInfo.InvariantCulture, $"Content-Type: {ContentType}\r\n");
        foreach (var (name, value) in Headers) head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        return [.. Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), .. body];
    }
}
