namespace Scanward.Server;

/// <summary>Explains the problems that the API answers with: their <c>type</c> leads here.</summary>
internal static class ProblemEndpoints
{
    public static void MapProblems(this IEndpointRouteBuilder app) => app.MapGet("/problems/{code}", (string code) =>
        Problems.All.TryGetValue(code, out var kind)
            ? Results.Text($"{kind.Title} ({kind.Code}, HTTP {kind.Status})\n\n{kind.Advice}\n")
            : new ProblemResult(Problems.NotFound, "There is no such problem."));
}
