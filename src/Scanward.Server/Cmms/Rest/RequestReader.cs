using System.Collections.Immutable;

namespace Scanward.Server.Cmms.Rest;

/// <summary>Reads requests.</summary>
internal sealed class RequestReader(YamlFaults faults, TemplateReader templates, TreeReader trees)
{
    private static readonly string[] methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    /// <summary>Headers that belong to the connection, or that would change what an answer is.</summary>
    private static readonly string[] forbidden =
        ["Host", "Connection", "Content-Length", "Transfer-Encoding", "Expect", "Upgrade", "TE", "Trailer", "Keep-Alive", "Proxy-Authorization", "Accept-Encoding", "Cookie"];

    /// <param name="kind">What it is for.</param>
    public RequestMapping? Read(YamlMembers? members, RequestKind kind, TemplateScope scope)
    {
        if (members is null) return null;
        var line = members.Required("request", "method and path, such as POST /work-orders.");
        var (method, path) = line is null ? (HttpMethod.Get, new Template([])) : Line(line, scope);
        var request = new RequestMapping(members.What, method, path)
        {
            Headers = Headers(members, scope),
            Query = members.Members("query") is { } query ? trees.Object(query.Map, scope) : null,
            Body = members.Node("body") is { } body ? trees.Tree(body, scope) : null,
            Form = members.Members("form") is { } form ? trees.Object(form.Map, scope) : null,
            Done = Statuses(members, "done"),
            RefusedWhen = trees.Conditions(members, "refused_when", scope, ofAnswers: true),
        };
        if (request.Body is not null && request.Form is not null) faults.Add(members.Map, "both_bodies", $"{members.What} has 'body' and 'form'; a request has one of them.");
        if (method == HttpMethod.Get && (request.Body ?? request.Form) is not null) faults.Add(members.Map, "get_with_body", $"{members.What} is a GET, which has no body; use 'query', or another method.");
        request = Answers(members, request, kind, scope);
        members.End();
        return request;
    }

    public ImmutableArray<(string Name, Template Value)> Headers(YamlMembers members, TemplateScope scope)
    {
        var headers = ImmutableArray.CreateBuilder<(string, Template)>();
        foreach (var (key, value) in members.Members("headers")?.Map.Entries ?? [])
        {
            if (value is not YamlScalar scalar) faults.Add(value, "wrong_shape", $"The header '{key.Text}' is one value, not {value.What}.");
            else if (!key.Text.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal))) faults.Add(key, "bad_header", $"'{key.Text}' is no name of a header.");
            else if (forbidden.Contains(key.Text, StringComparer.OrdinalIgnoreCase)) faults.Add(key, "bad_header", $"'{key.Text}' is set by the connection itself; leave it out.");
            else headers.Add((key.Text, templates.Read(scalar, scope)));
        }

        return headers.ToImmutable();
    }

    /// <summary>Where things are in a work order.</summary>
    public WorkOrderRecordMapping? Record(YamlMembers? record, TemplateScope scope)
    {
        if (record is null) return null;
        var of = scope with { Names = [], HasRecord = true };
        Template? Place(string name) => record.Scalar(name) is { } scalar ? templates.Place(scalar, of) : null;
        if (record.Map["id"] is null) record.Missing("id", "the pointer to the target's id of the work order, such as /id.");
        var read = new WorkOrderRecordMapping(Place("id") ?? new([]), Place("number"), Place("url"), Place("reference"), Place("state"));
        record.End();
        return read;
    }

    private RequestMapping Answers(YamlMembers members, RequestMapping request, RequestKind kind, TemplateScope scope)
    {
        if (kind is RequestKind.Find or RequestKind.Changed or RequestKind.List || members.Node("items") is not null) request = request with { Items = Items(members, kind, scope) };
        if (kind == RequestKind.Create)
        {
            request = request with
            {
                Exists = members.Node("exists") is null ? [409] : Statuses(members, "exists"),
                ExistsWhen = trees.Conditions(members, "exists_when", scope, ofAnswers: true),
                ExistsAnswer = members.Scalar("exists_answer") is { } there ? templates.Pointer(there, scope) : null,
                Same = Same(members, scope),
                ReadBack = members.Flag("read_back"),
            };
        }

        if (kind is RequestKind.Find or RequestKind.Read or RequestKind.ByTag or RequestKind.ById)
        {
            var said = members.Node("absent") is not null;
            request = request with
            {
                // A search that is not there says nothing of what it would have found.
                Absent = said ? Statuses(members, "absent") : request.Items is null ? [404] : [],
                AbsentIsSaid = said,
                AbsentWhen = trees.Conditions(members, "absent_when", scope, ofAnswers: true),
            };
        }

        if (kind == RequestKind.Find && members.Node("loose") is YamlScalar { Text: ['/', ..] } looked) request = request with { Loose = true, LooseIn = templates.Pointer(looked, scope) };
        else if (kind == RequestKind.Find) request = request with { Loose = members.Flag("loose") };
        if (kind is RequestKind.ByTag or RequestKind.ById) request = request with { Check = [.. members.List("check").Select(c => templates.Place(c, scope with { Names = [], HasRecord = true }))] };
        else if (kind != RequestKind.List) request = request with { Record = Record(members.Members("record"), scope) };
        if (kind is RequestKind.Changed or RequestKind.List) request = Pages(members, request, scope);
        if (request.Items is not null) return request;
        if (kind is RequestKind.Update or RequestKind.Cancel && members.Node("answer") is null) return request;
        return request with { Answer = members.Scalar("answer") is { } answer ? templates.Pointer(answer, scope) : Pointer.Whole };
    }

    private Pointer Items(YamlMembers members, RequestKind kind, TemplateScope scope)
    {
        if (members.Scalar("items") is { } items) return templates.Pointer(items, scope);
        if (kind == RequestKind.Find && members.Node("items") is null) members.Missing("items", "the pointer to the list of what was found; / where the answer is the list.");
        return Pointer.Whole;
    }

    private RequestMapping Pages(YamlMembers members, RequestMapping request, TemplateScope scope)
    {
        request = request with
        {
            Page = members.Node("page") is null ? null : members.Integer("page", 1, 10_000, 100),
            Next = members.Scalar("next") is { } next ? templates.Pointer(next, scope) : null,
            Total = members.Scalar("total") is { } total ? templates.Pointer(total, scope) : null,
        };
        var names = request.Names.ToHashSet();
        if (request.Page is null && names.Any(n => n.StartsWith("page.", StringComparison.Ordinal))) members.Missing("page", "its fields say page.…, so it has to be known how many rows a page has.");
        if (names.Contains("cursor") && request.Next is null) members.Missing("next", "its fields say cursor, so it has to be known where the answer has the next one.");
        if (request.Page is not null && request.Next is null && !names.Overlaps(["page.number", "page.index", "page.offset"]))
            faults.Add(members.Map["page"]!, "page_unused", $"{members.What} has pages, and asks for none of them; put page.number, page.index or page.offset into its query or body.");
        return request;
    }

    private ImmutableArray<(Pointer, Template)> Same(YamlMembers members, TemplateScope scope)
    {
        var same = ImmutableArray.CreateBuilder<(Pointer, Template)>();
        foreach (var (key, value) in members.Members("same")?.Map.Entries ?? [])
        {
            if (value is YamlScalar scalar) same.Add((templates.Pointer(key, scope), templates.Read(scalar, scope)));
            else faults.Add(value, "wrong_shape", $"What is at '{key.Text}' is compared with one value, not with {value.What}.");
        }

        return same.ToImmutable();
    }

    private (HttpMethod Method, Template Path) Line(YamlScalar line, TemplateScope scope)
    {
        var space = line.Text.IndexOf(' ', StringComparison.Ordinal);
        var method = space < 0 ? line.Text : line.Text[..space];
        var path = space < 0 ? "" : line.Text[(space + 1)..].Trim();
        if (!methods.Contains(method)) faults.Add(line, "bad_request", $"'{line.Text}' begins with no method; write {YamlFaults.List(methods)} and a path: POST /work-orders.");
        else if (!path.StartsWith('/') || path.StartsWith("//", StringComparison.Ordinal)) faults.Add(line, "bad_request", "A path begins with one '/', and is counted from base_url.");
        else if (path.Contains('#', StringComparison.Ordinal) || path.Contains('\\', StringComparison.Ordinal) || path.Any(char.IsControl)) faults.Add(line, "bad_request", "A path has no '#', '\\' and no breaks; write what is meant as such percent-encoded.");
        var at = line.Text.Length - path.Length;
        return (HttpMethod.Parse(methods.Contains(method) ? method : "GET"), templates.Read(line with { Text = path, TextColumn = line.TextColumn + at }, scope));
    }

    private ImmutableArray<int> Statuses(YamlMembers members, string name)
    {
        var statuses = ImmutableArray.CreateBuilder<int>();
        foreach (var scalar in members.List(name))
        {
            if (int.TryParse(scalar.Text, out var status) && status is >= 200 and <= 599) statuses.Add(status);
            else faults.Add(scalar, "out_of_range", $"'{name}' is a list of HTTP statuses, such as [200, 201]; '{scalar.Text}' is none.");
        }

        return statuses.ToImmutable();
    }
}

/// <summary>What a request is for.</summary>
internal enum RequestKind
{
    Create = 1,
    Find,
    Read,
    Update,
    Cancel,
    Changed,
    ByTag,
    ById,
    List,
}
