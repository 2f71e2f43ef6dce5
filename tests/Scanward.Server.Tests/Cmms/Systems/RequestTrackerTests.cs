using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using Scanward.Dispatch;
using Scanward.Server.Cmms;
using Scanward.Server.Tests.Faults;
using Scanward.Server.Tests.Hosting;
using Scanward.WorkOrders;

namespace Scanward.Server.Tests.Cmms.Systems;

/// <summary>The connector to Request Tracker against a real one, traps included. Each test makes tickets of its own and leaves the others alone.</summary>
public sealed class RequestTrackerTests(RequestTracker rt) : IClassFixture<RequestTracker>
{
    /// <summary>An asset that the seed has made.</summary>
    private const string Tag = "PUMP-0001", AssetId = "1";

    private const string Site = "site: north-clinic";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Asset_IsFoundByItsTagAndByItsId()
    {
        await using var target = Start();
        var byTag = MappedTarget.Done(await target.ByTag(Tag));
        Assert.Equal(
            (AssetId, """{"name":"Feed pump 1","site":"north-clinic","location":"Hall A","tags":["PUMP-0001"],"id":"rt-asset-1"}""", false),
            (byTag.ExternalId, byTag.EntryJson, byTag.Gone));
        Assert.Equal(AssetId, MappedTarget.Done(await target.ById("rt-asset-1")).ExternalId);
    }

    /// <summary>It compares without regard to case, and a quote would end its query.</summary>
    [Theory]
    [InlineData("PUMP-9999")]
    [InlineData("pump-0001")]
    [InlineData("PUMP-0001' OR Name LIKE '")]
    [InlineData("PUMP-0001\\")]
    [InlineData("PUMP-0001\\' OR Catalog = \\'Plant")]
    public async Task Asset_OfAnUnknownTag_IsTheSystemsFinalWord(string tag)
    {
        await using var target = Start();
        var reply = await target.ByTag(tag);
        Assert.True(reply is { Ending: CmmsEnding.Done, Value: null }, reply.ToString());
    }

    /// <summary>It finds nothing by a field that it does not have, and a misspelled option must not make all tags unknown.</summary>
    [Theory]
    [InlineData("tag_field: Barcode", "Assets of the catalogue 'Plant' have no field 'Barcode' that these credentials see; they see 'Location', 'Tag'.")]
    [InlineData("catalog: Plants", "These credentials see no asset in the catalogue 'Plants'.")]
    public async Task Asset_WhereTheFieldIsMissing_IsNoFinalWord(string option, string why)
    {
        await using var target = Start(option);
        var reply = await target.ByTag(Tag);
        Assert.Equal(CmmsEnding.NotSent, reply.Ending);
        Assert.StartsWith(why, reply.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Assets_AreListed()
    {
        await using var target = Start();
        var all = await target.Assets();
        Assert.Contains(all, a => a.EntryJson.Contains("CONV-0007", StringComparison.Ordinal));
        Assert.Equal(all.Count, all.Select(a => a.ExternalId).Distinct().Count());
        Assert.Empty(await target.Assets(Instant.FromUtc(2037, 1, 1, 0, 0)));
    }

    [Fact]
    public async Task Create_KeepsReferenceLinkAndFields_AndIsFoundExactly()
    {
        await using var target = Start("asset_tag_field: Asset tag", "crew_field: Crew", "priority_field: WO priority");
        var message = WithCrew(TestMessages.Create(NewReference(), AssetId), "mechanical");
        var reply = await target.Send(message);
        var made = MappedTarget.Done(reply);
        Assert.Equal(("", message.Reference, WorkOrderState.Open, "new"), (reply.Why, made.Reference, made.State, made.StateText));
        Assert.EndsWith($"/Ticket/Display.html?id={made.Id}", made.Url, StringComparison.Ordinal);
        Assert.Equal([AssetId], await rt.AssetsOf(made.Id));
        foreach (var (field, value) in new[] { ("Asset tag", Tag), ("Crew", "Mechanical"), ("WO priority", "P1"), ("Idempotency key", message.Reference) }) Assert.Equal([value], await rt.Field(made.Id, field));
        Assert.Equal(made.Id, Assert.Single(await target.Find(message)).Id);
        Assert.Equal(message.Reference, (await target.Read(made.Id))!.Reference);
        Assert.Empty(await target.Find(TestMessages.Create(message.Reference.ToLowerInvariant(), AssetId)));
        Assert.Empty(await target.Find(TestMessages.Create(NewReference(), AssetId)));
    }

    /// <summary>It answers 201 and drops what it does not like without a word.</summary>
    [Fact]
    public async Task Create_TellsWhatWasDropped()
    {
        await using var target = Start("crew_field: Crew", "priority_field: WO priority");
        var message = WithCrew(TestMessages.Create(NewReference(), "999999"), "wizards");
        var reply = await target.Send(message);
        var made = MappedTarget.Done(reply);
        Assert.Equal(message.Reference, made.Reference);
        Assert.StartsWith($"It made ticket {made.Id} and kept not all of it: it does not refer to asset 999999", reply.Why, StringComparison.Ordinal);
        Assert.Contains("'Crew' is empty", reply.Why, StringComparison.Ordinal);
        Assert.DoesNotContain("WO priority", reply.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_OfAnAssetThatCameFromElsewhere_RefersToTheOneWithItsTag()
    {
        await using var target = Start();
        var message = TestMessages.Create(NewReference(), AssetId);
        var content = JsonNode.Parse(message.Content.GetRawText())!.AsObject();
        content["asset"]!.AsObject().Remove("external_id");
        content["asset"]!["tag"] = "CONV-0007";
        var made = MappedTarget.Done(await target.Send(message with { Content = JsonSerializer.SerializeToElement(content) }));
        Assert.Equal(["3"], await rt.AssetsOf(made.Id));
    }

    /// <summary>Without the field, a ticket could never be found again, and a repeat would make another: so none is made, and all waits for a person.</summary>
    [Fact]
    public async Task Create_WithoutTheField_SendsNothing_AndALookUpIsNoNone()
    {
        await using var target = Start("reference_field: No such field");
        var message = TestMessages.Create(NewReference(), AssetId);
        var reply = await target.Send(message);
        Assert.Equal(CmmsEnding.NotSent, reply.Ending);
        Assert.StartsWith("Tickets of the queue 'WorkOrders' have no custom field 'No such field' that these credentials see; they see 'Asset tag', 'Crew', 'Idempotency key', 'WO priority'.", reply.Why, StringComparison.Ordinal);
        Assert.Equal(CmmsEnding.NotSent, (await target.Cmms.FindWorkOrders(message, Ct)).Ending);
        Assert.Empty(await rt.TicketsOf(message.Reference));
    }

    [Fact]
    public async Task Create_WithoutTheRight_IsRefused()
    {
        rt.IsNeeded();
        await using var target = new ConnectorUnderTest(Open(rt.Url, rt.ReaderToken));
        var reply = await target.Send(TestMessages.Create(NewReference(), AssetId));
        Assert.Equal((CmmsEnding.Refused, 403), (reply.Ending, reply.Status));
        Assert.Contains("No permission to create tickets", reply.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_WithAWrongToken_IsRefusedWithoutShowingIt()
    {
        rt.IsNeeded();
        await using var target = new ConnectorUnderTest(Open(rt.Url, "no-such-token-0815"));
        foreach (var text in new[] { (await target.Send(TestMessages.Create(NewReference(), AssetId))).ToString(), (await target.ByTag(Tag)).ToString() })
        {
            Assert.Contains("401", text, StringComparison.Ordinal);
            Assert.DoesNotContain("0815", text, StringComparison.Ordinal);
        }
    }

    /// <summary>A lost answer is looked up, and there it is.</summary>
    [Fact]
    public async Task Create_WhoseAnswerIsLost_IsFound()
    {
        rt.IsNeeded();
        await using var proxy = FaultProxy.Start(new Uri(rt.Url));
        proxy.Script = static (line, _) => line.StartsWith("POST ", StringComparison.Ordinal) ? Fault.LoseAnswer : null;
        await using var target = new ConnectorUnderTest(Open(proxy.Url.OriginalString, rt.Token));
        var message = TestMessages.Create(NewReference(), AssetId);
        Assert.Equal(CmmsEnding.Unknown, (await target.Send(message)).Ending);
        var found = Assert.Single(await target.Find(message));
        Assert.Equal([found.Id], await rt.TicketsOf(message.Reference));
    }

    [Fact]
    public async Task Update_SaysItOnceAndChangesTheState()
    {
        await using var target = Start();
        var (message, made) = await Made(target);
        foreach (var (to, state) in new[] { ("in_progress", WorkOrderState.InProgress), ("in_progress", WorkOrderState.InProgress), ("on_hold", WorkOrderState.OnHold), ("completed", WorkOrderState.Completed) })
        {
            var revision = to switch { "in_progress" => 2, "on_hold" => 3, _ => 4 };
            var reply = await target.Send(TestMessages.Update(message.Reference, made.Id, AssetId, to, revision));
            Assert.True(reply is { Ending: CmmsEnding.Done, Why: "" }, reply.ToString());
            Assert.Equal(state, (await target.Read(made.Id))!.State);
        }

        Assert.Equal(
            [($"{message.Reference}.update.2", "in_progress by nc-t002"), ($"{message.Reference}.update.3", "on_hold by nc-t002"), ($"{message.Reference}.update.4", "completed by nc-t002")],
            (await rt.Writings(made.Id))[1..]);
    }

    /// <summary>It has no keys: without the mark in the comment, each repeat would say it again.</summary>
    [Fact]
    public async Task Update_WhoseAnswerIsLost_IsSaidOnce_AndTheStateFollows()
    {
        rt.IsNeeded();
        await using var proxy = FaultProxy.Start(new Uri(rt.Url));
        await using var target = new ConnectorUnderTest(Open(proxy.Url.OriginalString, rt.Token));
        var (message, made) = await Made(target);
        var lost = 0;
        proxy.Script = (line, _) => line.Contains("/comment ", StringComparison.Ordinal) && Interlocked.Increment(ref lost) == 1 ? Fault.LoseAnswer : null;
        var update = TestMessages.Update(message.Reference, made.Id, AssetId, "in_progress");
        Assert.Equal(CmmsEnding.Unknown, (await target.Send(update)).Ending);
        Assert.Equal("new", (string)(await rt.Ticket(made.Id))["Status"]!);
        Assert.Equal(CmmsEnding.Done, (await target.Send(update)).Ending);
        Assert.Equal("open", (string)(await rt.Ticket(made.Id))["Status"]!);
        Assert.Single(await rt.Writings(made.Id), w => w.Subject == update.Key);
    }

    /// <summary>The answer is 200, and only its words say no.</summary>
    [Fact]
    public async Task Update_RefusedInsideA200_IsRefused()
    {
        rt.IsNeeded();
        await using var target = new ConnectorUnderTest(Open(rt.Url, rt.Token, "tables: { state: { in_progress: flying } }"));
        var (message, made) = await Made(target);
        var reply = await target.Send(TestMessages.Update(message.Reference, made.Id, AssetId, "in_progress"));
        Assert.Equal((CmmsEnding.Refused, 200), (reply.Ending, reply.Status));
        Assert.Contains("'flying' isn't a valid status", reply.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Update_ThatItsLifecycleDoesNotKnow_IsSaidAndLeavesTheState()
    {
        await using var target = Start("queue: StrictOrders");
        var (message, made) = await Made(target);
        foreach (var (to, revision) in new[] { ("in_progress", 2), ("completed", 3) }) MappedTarget.Done(await target.Send(TestMessages.Update(message.Reference, made.Id, AssetId, to, revision)));
        var reply = await target.Send(TestMessages.Update(message.Reference, made.Id, AssetId, "in_progress", revision: 4));
        Assert.Equal(CmmsEnding.Done, reply.Ending);
        Assert.StartsWith("The words were added and the status was left, for its lifecycle has no such step.", reply.Why, StringComparison.Ordinal);
        Assert.Equal("resolved", (string)(await rt.Ticket(made.Id))["Status"]!);
        Assert.Equal($"{message.Reference}.update.4", (await rt.Writings(made.Id))[^1].Subject);
    }

    [Fact]
    public async Task Update_OfATicketThatThereIsNot_IsRefused_AndWithoutTheRightItIs403()
    {
        await using var target = Start();
        var (message, made) = await Made(target);
        await using var reader = new ConnectorUnderTest(Open(rt.Url, rt.ReaderToken));
        var denied = await reader.Send(TestMessages.Update(message.Reference, made.Id, AssetId, "in_progress"));
        Assert.Equal((CmmsEnding.Refused, 403, $"It lets these credentials not comment on ticket {made.Id}: grant their user CommentOnTicket in its queue."), (denied.Ending, denied.Status, denied.Why));
        var reply = await target.Send(TestMessages.Update(NewReference(), "99999999", AssetId, "in_progress"));
        Assert.Equal((CmmsEnding.Refused, 404, "It has no ticket 99999999 any more."), (reply.Ending, reply.Status, reply.Why));
    }

    /// <summary>It has no uniqueness: creates at once make a ticket each. They become one, and nothing that was written to them is lost.</summary>
    [Fact]
    public async Task Duplicates_AreMergedIntoOne()
    {
        await using var target = Start();
        var message = TestMessages.Create(NewReference(), AssetId);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => target.Send(message)));
        var all = (await target.Find(message)).Select(w => w.Id).OrderBy(long.Parse).ToArray();
        Assert.Equal(4, all.Length);
        await rt.Comment(all[3], "The noise comes from the left.");
        foreach (var other in all[1..])
        {
            var reply = await target.Cmms.CancelDuplicate(message, other, all[0], Ct);
            Assert.Equal((CmmsEnding.Done, other, WorkOrderState.Cancelled), (reply.Ending, reply.Value!.Id, reply.Value.State));
        }

        Assert.Equal(all[0], Assert.Single(await target.Find(message)).Id);
        Assert.Contains(await rt.Writings(all[0]), w => w.Text == "The noise comes from the left.");
        var again = await target.Cmms.CancelDuplicate(message, all[1], all[0], Ct);
        Assert.Equal(CmmsEnding.Done, again.Ending); // twice is harmless
    }

    [Fact]
    public async Task ADuplicateThatCannotBeMerged_IsRejected()
    {
        await using var target = Start();
        var (message, made) = await Made(target);
        var reply = await target.Cmms.CancelDuplicate(message, made.Id, "99999999", Ct);
        Assert.Equal((CmmsEnding.Done, "It was rejected, since it could not be merged: New ticket doesn't exist"), (reply.Ending, reply.Why));
        Assert.Equal(WorkOrderState.Cancelled, (await target.Read(made.Id))!.State);
    }

    /// <summary>People merge tickets there; what we know by the old id goes on in the other.</summary>
    [Fact]
    public async Task Read_OfOneThatWasMerged_IsTheOther()
    {
        await using var target = Start();
        var (message, made) = await Made(target);
        var (_, other) = await Made(target);
        Assert.Contains("Merge Successful", await rt.Change(made.Id, new() { ["MergeInto"] = other.Id }), StringComparison.Ordinal);
        MappedTarget.Done(await target.Send(TestMessages.Update(message.Reference, made.Id, AssetId, "in_progress")));
        var read = (await target.Read(made.Id))!;
        Assert.Equal((made.Id, other.Id, WorkOrderState.InProgress), (read.Id, read.Number, read.State));
        Assert.Null(await target.Read("99999999"));
    }

    [Fact]
    public async Task WorkOrders_ThatChangedSince_AreListed()
    {
        await using var target = Start();
        var (message, made) = await Made(target);
        var since = Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow()) - Duration.FromMinutes(1);
        Assert.Contains(await target.Changed(since), w => w.Id == made.Id && w.Reference == message.Reference);
        Assert.Empty(await target.Changed(since + Duration.FromDays(1)));
    }

    [Fact]
    public async Task Check_TellsWhatIsNotPrepared()
    {
        rt.IsNeeded();
        Assert.All(await Checks(Open(rt.Url, rt.Token, "", "crew_field: Crew")), c => Assert.True(c.State == CheckState.Ok, c.ToString()));
        var wrong = await Checks(Open(rt.Url, rt.ReaderToken, "", "crew_field: Gang", "tag_field: Barcode"));
        Assert.Equal(
            [("server", CheckState.Ok), ("reference", CheckState.Ok), ("right", CheckState.Failed), ("field", CheckState.Failed), ("tag", CheckState.Failed)], wrong.Select(c => (c.Name, c.State)));
        Assert.Contains("CreateTicket", wrong[2].ToDo, StringComparison.Ordinal);
        Assert.Contains("no custom field 'Gang'", wrong[3].What, StringComparison.Ordinal);
        Assert.Contains("no field 'Barcode'", wrong[4].What, StringComparison.Ordinal);
        Assert.Contains("does not take the token", Assert.Single(await Checks(Open(rt.Url, "none-such"))).What, StringComparison.Ordinal);
    }

    /// <summary>Nobody else's: tests run beside each other.</summary>
    private static string NewReference() => RandomNumberGenerator.GetString("0123456789ABCDEFGHJKMNPQRSTVWXYZ", 13);

    private static WorkOrderMessage WithCrew(WorkOrderMessage message, string crew)
    {
        var content = JsonNode.Parse(message.Content.GetRawText())!.AsObject();
        content["assigned"]!["crew"] = crew;
        return message with { Content = JsonSerializer.SerializeToElement(content) };
    }

    private static async Task<(WorkOrderMessage Message, CmmsWorkOrder Made)> Made(ConnectorUnderTest target)
    {
        var message = TestMessages.Create(NewReference(), AssetId);
        return (message, MappedTarget.Done(await target.Send(message)));
    }

    private static async Task<CheckStep[]> Checks(ICmms cmms)
    {
        using ((IDisposable)cmms) return [.. await ((ISelfChecking)cmms).Check(Ct)];
    }

    private static ICmms Open(string url, string token, string rest = "", params string[] options) =>
        TestConnectors.Open("request-tracker", url, $"timeout_seconds: 60\nsecrets: {{ token: {{ env: TOKEN }} }}\noptions: {{ {string.Join(", ", options.Prepend(Site))} }}\n{rest}", ("TOKEN", token));

    private ConnectorUnderTest Start(params string[] options)
    {
        rt.IsNeeded();
        return new(Open(rt.Url, rt.Token, "", options));
    }
}
