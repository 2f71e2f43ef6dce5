using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Scanward.Server.Web;

/// <summary>
/// Shows a component with what it is given. That comes down as cascading values of their own types, because components are public and their parameters would have to be.
/// </summary>
internal sealed class PageHost : ComponentBase
{
    [Parameter]
    public Type Page { get; set; } = null!;

    [Parameter]
    public object[] Given { get; set; } = [];

    /// <summary>The page as a whole answer, whatever it is shown with.</summary>
    public static RazorComponentResult Of<TPage>(int status, params object[] given)
        where TPage : IComponent =>
            new RazorComponentResult<PageHost>(new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(Page)] = typeof(TPage), [nameof(Given)] = given }) { StatusCode = status, PreventStreamingRendering = true };

    protected override void BuildRenderTree(RenderTreeBuilder builder) => Cascade(builder, Given);

    private void Cascade(RenderTreeBuilder builder, ReadOnlyMemory<object> given)
    {
        if (given.IsEmpty)
        {
            builder.OpenComponent(0, Page);
            builder.CloseComponent();
            return;
        }

        var value = given.Span[0];
        builder.OpenComponent(1, typeof(CascadingValue<>).MakeGenericType(value.GetType()));
        builder.AddComponentParameter(2, nameof(CascadingValue<object>.Value), value);
        builder.AddComponentParameter(3, nameof(CascadingValue<object>.IsFixed), true);
        builder.AddComponentParameter(4, nameof(CascadingValue<object>.ChildContent), (RenderFragment)(inner => Cascade(inner, given[1..])));
        builder.CloseComponent();
    }
}
