using System.Collections.Immutable;
using Microsoft.AspNetCore.Http.Features;
using Scanward.Ingestion;
using Scanward.Server.Access;
using Scanward.Server.Ingestion;
using Scanward.Server.Storage;

namespace Scanward.Server;

/// <summary>What endpoints that take a JSON object have in common.</summary>
internal static class JsonRequest
{
    private const int BodyBytesMax = 64 * 1024;

    /// <summary>A reader of the request's body, or the problem with it.</summary>
    public static async Task<(BodyReader? Body, IResult? Problem)> Open(HttpContext context, CancellationToken ct)
    {
        var (bytes, problem) = await Read(context, ct);
        return problem is null ? BodyReader.Open(bytes) : (null, problem);
    }

    /// <summary>The request's body as it stands, or why it is not taken.</summary>
    public static async Task<(byte[] Bytes, ProblemResult? Problem)> Read(HttpContext context, CancellationToken ct)
    {
        if (RequestBody.Unacceptable(context.Request, "application/json", "application/merge-patch+json") is { } why) return ([], new ProblemResult(Problems.UnsupportedMedia, why));
        var (bytes, more) = await RequestBody.Read(context.Request, BodyBytesMax, ct);
        return more ? ([], new ProblemResult(Problems.TooLarge, $"This takes at most {BodyBytesMax / 1024} KiB.")) : (bytes, null);
    }

    /// <summary>As <see cref="Open"/>; a request without a body is an empty object.</summary>
    public static Task<(BodyReader? Body, IResult? Problem)> OpenIfAny(HttpContext context, CancellationToken ct)
    {
        var hasBody = context.Request.ContentLength is not 0 && context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != false;
        return hasBody ? Open(context, ct) : Task.FromResult<(BodyReader?, IResult?)>(BodyReader.Open("{}"u8.ToArray()));
    }

    /// <summary>Who makes a change: the key, under the name of the person that <c>operator_id</c> says, else under its own.</summary>
    public static AuditActor Actor(BodyReader body, HttpContext context) => body.Text("operator_id", 64) is { } person ? context.Caller().By with { Name = person } : context.Caller().By;

    public static ProblemResult Faulty(ImmutableArray<ScanFault> faults) =>
        new(Problems.InvalidBody, faults.Length == 1 ? faults[0].Detail : $"{faults.Length} faults; each is listed in errors.", faults);
}
