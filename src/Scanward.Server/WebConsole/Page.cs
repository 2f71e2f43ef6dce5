using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Scanward.Server.WebConsole;

/// <summary>
/// A page is a component that shows a model which was loaded before: components read no store. What a page is given comes down as cascading values, because components are public
/// and their parameters would have to be.
/// </summary>
internal static class Page
{
    public static IResult Of<TPage>(Visit visit, object model, int status = StatusCodes.Status200OK)
        where TPage : IComponent =>
            new RazorComponentResult<Host>(new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(Host.Visit)] = visit, [nameof(Host.Model)] = model, [nameof(Host.Page)] = typeof(TPage) })
            {
                StatusCode = status,
                PreventStreamingRendering = true,
            };

    /// <param name="url">Where to go on.</param>
    public static IResult NotFound(Visit visit, string text, string url, string link) => Of<NotFoundPage>(visit, new NotFoundModel(text, url, link), StatusCodes.Status404NotFound);

    /// <summary>Hands the visit and the model to the page.</summary>
    internal sealed class Host : ComponentBase
    {
        [Parameter]
        public Visit Visit { get; set; } = null!;

        [Parameter]
        public object Model { get; set; } = null!;

        [Parameter]
        public Type Page { get; set; } = null!;

        protected override void BuildRenderTree(RenderTreeBuilder builder) => Cascade(builder, typeof(Visit), Visit, inner => Cascade(inner, Model.GetType(), Model, page =>
        {
            page.OpenComponent(0, Page);
            page.CloseComponent();
        }));

        private static void Cascade(RenderTreeBuilder builder, Type type, object value, RenderFragment content)
        {
            builder.OpenComponent(0, typeof(CascadingValue<>).MakeGenericType(type));
            builder.AddComponentParameter(1, nameof(CascadingValue<object>.Value), value);
            builder.AddComponentParameter(2, nameof(CascadingValue<object>.IsFixed), true);
            builder.AddComponentParameter(3, nameof(CascadingValue<object>.ChildContent), content);
            builder.CloseComponent();
        }
    }
}
