using System.Net;
using Scanward.Server.Access;
using Scanward.Server.Storage;
using Scanward.Server.Tests.Hosting;
using Scanward.Server.Tests.WorkOrders;

namespace Scanward.Server.Tests.People;

/// <summary>People over the API: who may see to whom, and what the log keeps of it.</summary>
public sealed class PeopleApiTests : IAsyncLifetime
{
    private RunningServer server = null!;
    private HttpClient all = null!, north = null!;

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.Start();
        all = (await server.Key(Role.Admin, Caller.AllSites, "it")).Http;
        north = (await server.Key(Role.Admin, name: "north admin")).Http;
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Added_Changed_Disabled_Enabled_EachWithItsAuditRow()
    {
        var made = await all.Post("/api/v1/people", """{"sign_in_name": "D.Jansen@Example.org", "name": "Denise <b>", "operator_id": "nc-t001", "email": "d@example.org", "roles": [{"site": "north-clinic", "role": "planner"}]}""");
        var path = $"/api/v1/people/{made.Json["id"]}";
        Assert.Equal((HttpStatusCode.Created, path), (made.Status, made.Headers.Location?.ToString()));
        Assert.StartsWith($"{server.Url}welcome?token=", (string)made.Json["link"]!, StringComparison.Ordinal);
        var changed = await all.Change(path, """{"name": "Denise", "operator_id": null, "roles": [{"site": "*", "role": "manager"}]}""", "*");
        Assert.Equal(
            ("Denise", null, "d@example.org", "active", "* manager"),
            ((string)changed.Json["name"]!, (string?)changed.Json["operator_id"], (string?)changed.Json["email"], (string)changed.Json["state"]!, string.Join(' ', changed.Json["roles"]!.AsArray().Select(r => $"{r!["site"]} {r["role"]}"))));
        Assert.Equal("disabled", (string)(await all.Post($"{path}/disable", "")).Json["state"]!);
        (await all.Post($"{path}/link", "{}")).Is(Problems.WrongState);
        Assert.Equal("active", (string)(await all.Post($"{path}/enable", "{}")).Json["state"]!);
        var link = await all.Post($"{path}/link", "{}");
        Assert.NotNull((string?)link.Json["link"]);
        Assert.Null((await all.Get(path)).Json["link"]);

        var rows = (await server.Installation.Reads.AuditAfter(0, 1_000, default)).Where(r => r.Entity == "person").ToList();
        Assert.Equal(["person.created it", "person.changed it", "person.disabled it", "person.enabled it", "person.linked it"], rows.Select(r => $"{r.Action} {r.Actor}"));
        Assert.Contains("\"north-clinic\":\"planner\"", rows[1].Before, StringComparison.Ordinal);
        Assert.Contains("\"*\":\"manager\"", rows[1].After, StringComparison.Ordinal);
        Assert.DoesNotContain(rows, r => (r.Before + r.After).Contains(((string)link.Json["link"]!).Split('=')[1], StringComparison.Ordinal));
        Assert.Null((await AuditWalk.Verify(server.Installation.Reads, null, _ => { }, default)).Broken);
    }

    [Theory]
    [InlineData("""{"name": "x"}""", "/sign_in_name", "missing_member")]
    [InlineData("""{"sign_in_name": "denise"}""", "/name", "missing_member")]
    [InlineData("""{"sign_in_name": "d", "name": "x"}""", "/sign_in_name", "bad_name")]
    [InlineData("""{"sign_in_name": "dеnise", "name": "x"}""", "/sign_in_name", "bad_name")] // a Cyrillic е
    [InlineData("""{"sign_in_name": "denise", "name": "a\u202eb"}""", "/name", "control_character")]
    [InlineData("""{"sign_in_name": "denise", "name": "a\u200bb"}""", "/name", "bad_name")]
    [InlineData("""{"sign_in_name": "denise", "name": "x", "email": "nothing"}""", "/email", "bad_format")]
    [InlineData("""{"sign_in_name": "denise", "name": "x", "roles": [{"site": "nowhere", "role": "planner"}]}""", "/roles/0/site", "unknown_value")]
    [InlineData("""{"sign_in_name": "denise", "name": "x", "roles": [{"site": "north-clinic", "role": "king"}]}""", "/roles/0/role", "unknown_value")]
    [InlineData("""{"sign_in_name": "denise", "name": "x", "roles": [{"site": "north-clinic", "role": "admin"}, {"site": "north-clinic", "role": "planner"}]}""", "/roles", "duplicate_member")]
    [InlineData("""{"sign_in_name": "denise", "name": "x", "password": "four quiet lifts"}""", "/password", "unknown_member")]
    public async Task Faulty_SaysWhere_AndAddsNobody(string body, string pointer, string code)
    {
        (await all.Post("/api/v1/people", body)).Is(Problems.InvalidBody).Says(pointer, code);
        Assert.Empty(server.Installation.Reception.Accounts.All);
    }

    [Theory]
    [InlineData("anna1", "annal")]
    [InlineData("anna1", "ANNA1")]
    [InlineData("tom", "torn")]
    [InlineData("b0b", "bob")]
    [InlineData("d.jansen", "d_jansen")]
    public async Task ANameThatLooksLikeAnothers_IsTaken(string first, string second)
    {
        await server.Person(first);
        Assert.Contains(first, (string)(await all.Post("/api/v1/people", $$"""{"sign_in_name": "{{second}}", "name": "x"}""")).Is(Problems.NameTaken).Json["detail"]!, StringComparison.Ordinal);
        var other = await server.Person("somebody");
        (await all.Change($"/api/v1/people/{other.Id}", $$"""{"sign_in_name": "{{second}}"}""", "*")).Is(Problems.NameTaken);
        Assert.Equal(HttpStatusCode.OK, (await all.Change($"/api/v1/people/{other.Id}", """{"sign_in_name": "some.body"}""", "*")).Status); // looks like nobody's but their own
    }

    [Fact]
    public async Task AdminOfASite_SeesToThoseWhoAreOnlyThere()
    {
        var own = await server.Person("own", "north-clinic=technician");
        var shared = await server.Person("shared", "north-clinic=technician", "south-plant=planner");
        var other = await server.Person("other", "south-plant=planner");
        var boss = await server.Person("boss", "*=admin");
        Assert.Equal(["boss", "shared", "own"], (await north.Get("/api/v1/people")).Json["items"]!.AsArray().Select(p => (string)p!["sign_in_name"]!));
        (await north.Get($"/api/v1/people/{other.Id}")).Is(Problems.NotFound);
        foreach (var act in (string[])["link", "disable", "enable"])
        {
            (await north.Post($"/api/v1/people/{other.Id}/{act}", "{}")).Is(Problems.NotFound);
            (await north.Post($"/api/v1/people/{shared.Id}/{act}", "{}")).Is(Problems.NotPermitted);
            (await north.Post($"/api/v1/people/{boss.Id}/{act}", "{}")).Is(Problems.NotPermitted);
            Assert.Equal(HttpStatusCode.OK, (await north.Post($"/api/v1/people/{own.Id}/{act}", "{}")).Status);
        }

        (await north.Post("/api/v1/people", """{"sign_in_name": "new", "name": "x", "roles": [{"site": "*", "role": "admin"}]}""")).Is(Problems.NotPermitted);
        (await north.Post("/api/v1/people", """{"sign_in_name": "new", "name": "x", "roles": [{"site": "south-plant", "role": "technician"}]}""")).Is(Problems.NotPermitted);
        (await north.Post("/api/v1/people", """{"sign_in_name": "new", "name": "x"}""")).Is(Problems.NotPermitted);
        (await north.Change($"/api/v1/people/{boss.Id}", """{"email": "mine@example.org"}""", "*")).Is(Problems.NotPermitted);
        (await north.Change($"/api/v1/people/{own.Id}", """{"roles": [{"site": "*", "role": "admin"}]}""", "*")).Is(Problems.NotPermitted);
        var raised = await north.Change($"/api/v1/people/{shared.Id}", """{"roles": [{"site": "north-clinic", "role": "manager"}]}""", "*");
        Assert.Equal(["north-clinic manager", "south-plant planner"], raised.Json["roles"]!.AsArray().Select(r => $"{r!["site"]} {r["role"]}").Order());
        (await server.North.Get("/api/v1/people")).Is(Problems.NotPermitted);
    }

    [Fact]
    public async Task TheLastAdmin_IsNotTakenAway()
    {
        var boss = await server.Person("boss", "*=admin");
        (await all.Post($"/api/v1/people/{boss.Id}/disable", "{}")).Is(Problems.WrongState);
        (await all.Change($"/api/v1/people/{boss.Id}", """{"roles": []}""", "*")).Is(Problems.WrongState);
        await all.Post("/api/v1/people", """{"sign_in_name": "invited", "name": "x", "roles": [{"site": "*", "role": "admin"}]}""");
        (await all.Post($"/api/v1/people/{boss.Id}/disable", "{}")).Is(Problems.WrongState); // whoever is invited has not come yet
        await server.Person("deputy", "*=admin");
        Assert.Equal("disabled", (string)(await all.Post($"/api/v1/people/{boss.Id}/disable", "{}")).Json["state"]!);
    }

    [Fact]
    public async Task Lists_AreFilteredAndPaged()
    {
        for (var i = 0; i < 7; i++) await all.Post("/api/v1/people", $$"""{"sign_in_name": "person{{(char)('a' + i)}}", "name": "P", "roles": [{"site": "north-clinic", "role": "{{(i % 2 == 0 ? "planner" : "technician")}}"}]}""");
        var (items, pages) = await all.GetAll("/api/v1/people?role=planner", 2);
        Assert.Equal((4, 2), (items.Count, pages));
        Assert.Equal(["personb"], (await all.Get("/api/v1/people?sign_in_name=PersonB")).Json["items"]!.AsArray().Select(p => (string)p!["sign_in_name"]!));
        Assert.Empty((await all.Get("/api/v1/people?state=disabled")).Json["items"]!.AsArray());
        (await all.Get("/api/v1/people?email=x")).Is(Problems.InvalidQuery);
        (await all.Get("/api/v1/people?state=dead")).Is(Problems.InvalidQuery);
        (await all.Get("/api/v1/people/none")).Is(Problems.NotFound);
    }

    /// <summary>Whoever restores a backup must not let in those who have been put out since it was taken.</summary>
    [Fact]
    public async Task ABackup_KeepsAccounts_AndNeitherSessionsNorLinks()
    {
        await server.Person("denise", "*=admin");
        await all.Post("/api/v1/people", """{"sign_in_name": "invited", "name": "x"}""");
        var copy = Path.Combine(Path.GetTempPath(), $"scanward-test-{Guid.NewGuid():N}");
        Directory.CreateDirectory(copy);
        try
        {
            var file = Path.Combine(copy, DataFolder.DatabaseName);
            await new StoreCopying(server.Installation.Writer, TimeProvider.System).Run(file, 1_000, (_, _) => { }, default);
            Store.AfterRestore(file);
            using var reads = Store.Readers(file, served: false);
            Assert.Equal((2, 0, 0), (await reads.Count("person", default), await reads.Count("person_session", default), await reads.Count("person_link", default)));
            Assert.NotNull((await reads.People(default))[0].PasswordHash);
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }
}
