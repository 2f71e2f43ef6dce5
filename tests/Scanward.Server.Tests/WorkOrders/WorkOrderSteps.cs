using Scanward.Server.Tests.Hosting;
using Scanward.Server.WorkOrders;
using Scanward.WorkOrders;

namespace Scanward.Server.Tests.WorkOrders;

/// <summary>Work orders moved on by whoever runs the site.</summary>
internal static class WorkOrderSteps
{
    /// <summary>Completes or cancels, by way of what comes between. What waits for parts can only be cancelled.</summary>
    public static async Task Finish(this RunningServer server, int siteNo, long workOrderId, WorkOrderState to)
    {
        if (to == WorkOrderState.Completed && await Step(server, siteNo, workOrderId, WorkOrderState.InProgress) is WorkOrderUnchanged) to = WorkOrderState.Cancelled;
        Assert.IsType<WorkOrderChanged>(await Step(server, siteNo, workOrderId, to));
    }

    private static Task<WorkOrderAnswer> Step(RunningServer server, int siteNo, long workOrderId, WorkOrderState to) =>
        server.Installation.WorkOrders.Change(siteNo, workOrderId, new() { By = new(null, "test"), Manages = true, State = to, Reason = "the test wants it", Detail = "{}" });

    /// <summary>A change over HTTP, on the revision that it has, or on a given one.</summary>
    public static async Task<HttpAnswer> Change(this HttpClient client, string workOrder, string body, string? ifMatch = null)
    {
        ifMatch ??= (await client.Get(workOrder)).Headers.ETag!.Tag;
        using var request = new HttpRequestMessage(HttpMethod.Patch, workOrder) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return await HttpAnswer.Of(client.SendAsync(request));
    }
}
