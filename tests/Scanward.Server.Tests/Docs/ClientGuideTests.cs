using System.Text.RegularExpressions;
using Scanward.Client;
using Scanward.Server.Access;
using Scanward.Server.Tests.Hosting;
using Scanward.Tests;

namespace Scanward.Server.Tests.Docs;

/// <summary>The C# of docs/client.md is the C# that is run here: each of its blocks is the region of that name.</summary>
public sealed partial class ClientGuideTests
{
    [Fact]
    public async Task Code_DoesWhatTheGuideSays()
    {
        await using var server = await RunningServer.Start();
        using var http = new HttpClient();
        var (address, key, clock) = (server.Url, (await server.Key(Role.Operator)).Secret, server.Clock);
        #region scan
        var client = new ScanwardClient(http, new() { Address = address, Key = key });
        var ack = await client.SendScan(new Scan
        {
            Tag = "HVAC-OLD-77",
            ScanTimestamp = clock.GetUtcNow(),
            OperatorId = "nc-t001",
            ScanType = "corrective",
            FailureMode = "bearing_noise",
        });
        var told = $"{ack.WorkOrder?.Number}: {ack.Reason}";
        #endregion
        Assert.StartsWith("WO-NC-000001: Repair, P1: Amara Okafor comes, because scan is corrective and criticality is 5.", told, StringComparison.Ordinal);
        #region key
        var queued = new Scan { AssetId = "DOOR-00001", ScanTimestamp = clock.GetUtcNow(), OperatorId = "nc-t001", ScanType = "inspection", IdempotencyKey = Guid.CreateVersion7() };
        var first = await client.SendScan(queued);
        var again = await client.SendScan(queued); // the same answer, and again.Replayed
        #endregion
        Assert.Equal((first.ScanId, false, true), (again.ScanId, first.Replayed, again.Replayed));
        IEnumerable<string> faults = [];
        #region refused
        try
        {
            await client.SendScan(queued with { ScanType = "visit", IdempotencyKey = null });
        }
        catch (ScanwardProblemException refused) when (refused.Problem.Code == "invalid_scan")
        {
            faults = refused.Problem.Errors.Select(e => $"{e.Pointer}: {e.Detail}"); // /scan_type: …
        }
        #endregion
        Assert.StartsWith("/scan_type: ", Assert.Single(faults), StringComparison.Ordinal);
        #region change
        var seen = await client.GetWorkOrder(ack.WorkOrder!.Number);
        var started = await client.ChangeWorkOrder(seen, new() { OperatorId = "nc-t001", State = "in_progress" });
        var completed = await client.ChangeWorkOrder(started, new() { OperatorId = "nc-t001", State = "completed", LabourMinutes = 45, PartsUsed = [new("bearing_6205", 2)] });
        #endregion
        Assert.Equal(("completed", 3), (completed.Value.State, completed.Value.Revision));
        #region patch
        var asset = await client.GetAsset("AHU-000123");
        await client.ChangeAsset("AHU-000123", asset.ETag, new() { ["criticality"] = 4, ["location"] = null });
        #endregion
        var changed = (await client.GetAsset("AHU-000123")).Value;
        Assert.Equal((4, null), (changed.Criticality, changed.Location));
        List<string> numbers = [];
        #region list
        await foreach (var work in client.ListWorkOrders(state: "completed", technician: "nc-t001")) numbers.Add(work.Number);
        #endregion
        Assert.Equal(["WO-NC-000001"], numbers);
    }

    [Fact]
    public void Guide_ShowsTheCodeThatIsRun()
    {
        var regions = Region().Matches(Repository.Read("tests/Scanward.Server.Tests/Docs/ClientGuideTests.cs"));
        var blocks = Block().Matches(Repository.Read("docs/client.md"));
        Assert.Equal(regions.Select(r => (r.Groups["name"].Value, Dedented(r.Groups["code"].Value))), blocks.Select(b => (b.Groups["name"].Value, b.Groups["code"].Value)));
    }

    private static string Dedented(string code) => string.Concat(code.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[8..] + "\n"));

    [GeneratedRegex(@"^        #region (?<name>\w+)\n(?<code>.*?)^        #endregion\n", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Region();

    [GeneratedRegex(@"^```csharp(?: (?<name>\w+))?\n(?<code>.*?)^```\n", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Block();
}
