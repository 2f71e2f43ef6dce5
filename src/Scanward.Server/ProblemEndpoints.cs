namespace Scanward.Server;

/// <summary>Explains the problems that the API answers with: their <c>type</c> leads here.</summary>
internal static class ProblemEndpoints
{
    public static void MapProblems(this IEndpointRouteBuilder app) => app.MapGet("/problems/{code}", (string code) =>
        Problems.All.TryGetValue(code, out var kind)
            ? Results.Text($"{kind.Title} ({kind.Code}, HTTP {kind.Status})\n\n{kind.Advice}\n")
            : new ProblemResult(Problems.NotFound, "There is no such problem."));

    /// <summary>Answers with a problem where routing has found nothing, or only rejects: routing itself would send an empty body.</summary>
    public static void UseProblemsOfRouting(this IApplicationBuilder app) => app.Use(next => context => context.GetEndpoint() switch
    {
        RouteEndpoint => next(context),
        null => ProblemResult.Write(context, Problems.NotFound, $"Nothing answers to {context.Request.Method} {context.Request.Path}."),
        var rejecting => Reject(rejecting, context),
    });

    /// <summary>An endpoint without a route is routing's own, which sets status and headers such as <c>Allow</c>.</summary>
    private static async Task Reject(Endpoint rejecting, HttpContext context)
    {
        await rejecting.RequestDelegate!(context);
        await (context.Response.StatusCode == StatusCodes.Status405MethodNotAllowed
            ? ProblemResult.Write(
                context, Problems.MethodNotAllowed, $"{context.Request.Path} takes {context.Response.Headers.Allow}, not {context.Request.Method}.")
            : ProblemResult.Write(context, Problems.NotFound, $"Nothing answers to {context.Request.Method} {context.Request.Path} in this form."));
    }
}
