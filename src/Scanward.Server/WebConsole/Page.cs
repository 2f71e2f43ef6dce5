using Microsoft.AspNetCore.Components;
using Scanward.Server.Web;

namespace Scanward.Server.WebConsole;

/// <summary>A page is a component that shows a model which was loaded before: components read no store.</summary>
internal static class Page
{
    public static IResult Of<TPage>(Visit visit, object model, int status = StatusCodes.Status200OK)
        where TPage : IComponent => PageHost.Of<TPage>(status, visit, model);
}
