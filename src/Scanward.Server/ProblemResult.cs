using System.Collections.Immutable;
using Scanward.Ingestion;

namespace Scanward.Server;

/// <summary>A problem as the answer of an endpoint.</summary>
internal sealed class ProblemResult(ProblemKind kind, string detail, ImmutableArray<ScanFault> errors = default) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => Write(httpContext, kind, detail, errors);

    public static async Task Write(HttpContext context, ProblemKind kind, string detail, ImmutableArray<ScanFault> errors = default)
    {
        var body = Problems.Write(kind, detail, errors);
        context.Response.StatusCode = kind.Status;
        context.Response.ContentType = "application/problem+json";
        context.Response.ContentLength = body.Length;
        await context.Response.BodyWriter.WriteAsync(body, CancellationToken.None); // a client that has gone is no fault of the handler's
    }
}
