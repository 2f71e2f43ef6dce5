using System.Text.Json;
using NodaTime;
using Scanward.Dispatch;

namespace Scanward.Server.Cmms.RequestTracker;

/// <summary>How an exchange with Request Tracker ended. Done says no more than that it answered with success: what it refuses, it refuses in words.</summary>
internal sealed record RequestTrackerAnswer(CmmsEnding Ending, string Why)
{
    public int? Status { get; init; }

    public Duration? RetryAfter { get; init; }

    public string? Excerpt { get; init; }

    public JsonElement? Json { get; init; }

    public bool IsAbsent => Status == 404;

    /// <summary>What it says of a change: a line for each part of it.</summary>
    public string Words => Json is { ValueKind: JsonValueKind.Array } lines ? string.Join(' ', lines.EnumerateArray().Where(l => l.ValueKind == JsonValueKind.String).Select(l => l.GetString())) : "";

    /// <summary>Of a question whose answer decides what is sent: while it is not known, nothing was.</summary>
    public RequestTrackerAnswer BeforeSending => Ending == CmmsEnding.Unknown ? this with { Ending = CmmsEnding.NotSent, Why = $"Nothing was sent, because a question before that was not answered. {Why}" } : this;

    public CmmsReply<T> As<T>(T? value = default) => new(Ending, value, Why) { Status = Status, RetryAfter = RetryAfter, Excerpt = Excerpt };
}
