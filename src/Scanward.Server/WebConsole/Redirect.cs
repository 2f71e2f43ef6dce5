namespace Scanward.Server.WebConsole;

/// <summary>After a change the page is asked for anew, so that loading it again changes nothing again.</summary>
internal sealed class Redirect : IResult
{
    private readonly string path;

    private Redirect(string path) => this.path = path;

    /// <param name="path">Of this server.</param>
    public static IResult To(string path) => new Redirect(path);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = path;
        return Task.CompletedTask;
    }
}
