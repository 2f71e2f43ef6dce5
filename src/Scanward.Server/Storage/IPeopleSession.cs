using NodaTime;

namespace Scanward.Server.Storage;

/// <summary>Accounts, their sessions, links and passkeys, as the writer keeps them.</summary>
internal interface IPeopleSession
{
    /// <summary>Adds somebody; returns the number.</summary>
    long AddPerson(PersonRow person, Instant at, string by);

    PersonRow? ReadPerson(long personId);

    void SavePerson(long personId, PersonRow person);

    /// <summary>The number of whom has a name that looks like this; null where nobody has.</summary>
    long? FindLookalike(string skeleton);

    long? FindSubject(string issuer, string subject);

    /// <summary>How many can sign in by themselves and may do everything everywhere, beside the given one.</summary>
    int CountAdmins(int role, long except);

    /// <summary>Makes a link; whoever had one before, and nobody in particular, has only this one now.</summary>
    void SaveLink(byte[] tokenHash, long? personId, Instant madeAt, Instant endsAt);

    StoredLink? ReadLink(byte[] tokenHash);

    /// <summary>Ends the person's links; null those that make the first admin.</summary>
    void EndLinks(long? personId);

    /// <summary>Begins a session and returns its number. Of very many of a person the oldest end.</summary>
    long BeginSession(SessionRow row);

    /// <summary>False where there is none of this person's.</summary>
    bool EndSession(long sessionId, long personId);

    /// <summary>Ends all of the person but one, if any.</summary>
    void EndSessions(long personId, long? except);

    void NoteSeen(long sessionId, Instant at);

    /// <summary>Forgets sessions and links that can no longer be used.</summary>
    void ForgetEnded(Instant now, Instant seenBefore);

    /// <summary>Adds a passkey, or saves what its use has changed.</summary>
    void SavePasskey(PasskeyRow passkey);

    /// <summary>The number of whose passkey it is; null where it is nobody's.</summary>
    long? FindPasskey(byte[] credentialId);

    bool RenamePasskey(byte[] credentialId, long personId, string name);

    bool DeletePasskey(byte[] credentialId, long personId);
}
