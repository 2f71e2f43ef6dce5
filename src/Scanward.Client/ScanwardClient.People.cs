namespace Scanward.Client;

/// <content>People who may sign in.</content>
public sealed partial class ScanwardClient
{
    /// <summary>People who may sign in at the site, or anywhere, newest first.</summary>
    public IAsyncEnumerable<Person> ListPeople(string? name = null, string? role = null, string? signInName = null, string? state = null, CancellationToken ct = default) =>
        List("/api/v1/people", Query(("name", name), ("role", role), ("sign_in_name", signInName), ("state", state)), Types.PagePerson, ct);

    /// <summary>One person.</summary>
    public Task<Person> GetPerson(string id, CancellationToken ct = default) => Get($"/api/v1/people/{Id(id)}", Types.Person, ct);

    /// <summary>Adds somebody, and makes the link with which they set their password, which is shown this once.</summary>
    public async Task<LinkedPerson> AddPerson(NewPerson person, CancellationToken ct = default) => (await Post("/api/v1/people", Bytes(person, Types.NewPerson), ct).ConfigureAwait(false)).As(Types.LinkedPerson);

    /// <summary>Changes an account, and what the person may.</summary>
    public async Task<Person> ChangePerson(string id, PersonChange change, CancellationToken ct = default) =>
        (await transport.Send(new(HttpMethod.Patch, $"/api/v1/people/{Id(id)}") { Body = Bytes(change, Types.PersonChange) }, ct).ConfigureAwait(false)).As(Types.Person);

    /// <summary>Makes a link with which the person sets a password, shown this once.</summary>
    public async Task<LinkedPerson> LinkPerson(string id, NoMembers body, CancellationToken ct = default) =>
        (await Post($"/api/v1/people/{Id(id)}/link", Bytes(body, Types.NoMembers), ct).ConfigureAwait(false)).As(Types.LinkedPerson);

    /// <summary>Signs somebody out everywhere, and lets them in no more.</summary>
    public async Task<Person> DisablePerson(string id, NoMembers body, CancellationToken ct = default) =>
        (await Post($"/api/v1/people/{Id(id)}/disable", Bytes(body, Types.NoMembers), ct).ConfigureAwait(false)).As(Types.Person);

    /// <summary>Lets somebody in again.</summary>
    public async Task<Person> EnablePerson(string id, NoMembers body, CancellationToken ct = default) =>
        (await Post($"/api/v1/people/{Id(id)}/enable", Bytes(body, Types.NoMembers), ct).ConfigureAwait(false)).As(Types.Person);
}
