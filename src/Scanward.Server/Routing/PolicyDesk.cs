using System.Security.Cryptography;
using System.Text;
using Scanward.Routing.Policy;
using Scanward.Server.Access;
using Scanward.Server.Storage;

namespace Scanward.Server.Routing;

/// <summary>What came of putting a policy in force.</summary>
internal abstract record PolicyPublication;

internal sealed record PolicyPublished(CompiledPolicy Policy) : PolicyPublication;

/// <param name="Why">In plain words; nothing was changed.</param>
internal sealed record PolicyNotPublished(string Why) : PolicyPublication;

/// <summary>A policy that somebody works on, as it is written; it need not be one yet.</summary>
/// <param name="Fingerprint">Of the text, so that nobody overwrites what another has saved unseen.</param>
internal sealed record PolicyDraft(string Text, string Fingerprint)
{
    public static PolicyDraft Of(string text) => new(text, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16)));
}

/// <summary>
/// The policy of an installation for people: the one in force, and one draft beside it. Publishing writes the policy's file as a whole and puts it in force in one go, so that the file
/// and what is in force never differ for long.
/// </summary>
internal sealed class PolicyDesk(PolicyKeeper policies, string path, string draftPath, Writer writer, ServerClock clock)
{
    private readonly SemaphoreSlim oneAtATime = new(1);

    public CompiledPolicy Current => policies.Current.Compiled;

    /// <summary>Why the file as it is now is not in force; null while it is.</summary>
    public string? Refusal => policies.Refusal;

    /// <summary>Null where there is none.</summary>
    public async Task<PolicyDraft?> Draft(CancellationToken ct) => File.Exists(draftPath) ? PolicyDraft.Of(await File.ReadAllTextAsync(draftPath, ct)) : null;

    /// <summary>Saves the draft.</summary>
    /// <param name="known">Fingerprint of the draft that the text was made from; null for none.</param>
    /// <returns>The draft that somebody else has saved meanwhile; then nothing was saved. Null where all is well.</returns>
    public async Task<PolicyDraft?> Save(string text, string? known, AuditActor by, CancellationToken ct)
    {
        await oneAtATime.WaitAsync(ct);
        try
        {
            var before = await Draft(ct);
            if (before is not null && before.Fingerprint != known) return before;
            var now = PolicyDraft.Of(text);
            if (before == now) return null;
            await DurableFiles.Replace(draftPath, Encoding.UTF8.GetBytes(text), CancellationToken.None);
            await Note("policy_draft.saved", by, before, now);
            return null;
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    public async Task Discard(AuditActor by, CancellationToken ct)
    {
        await oneAtATime.WaitAsync(ct);
        try
        {
            if (await Draft(ct) is not { } before) return;
            File.Delete(draftPath);
            await Note("policy_draft.discarded", by, before, null);
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    /// <summary>Verifies, writes the policy's file and puts it in force; the draft is then gone.</summary>
    /// <param name="instead">Hash of the policy that it was compared with, which must still be in force.</param>
    public async Task<PolicyPublication> Publish(string yaml, string instead, AuditActor by, CancellationToken ct)
    {
        await oneAtATime.WaitAsync(ct);
        try
        {
            var compiled = PolicyKeeper.Check(yaml, "the draft");
            var current = Current;
            if (current.Hash != instead) return new PolicyNotPublished($"Meanwhile version {current.Policy.Version} was put in force. Replay the draft again, so that it is compared with that one.");
            if (compiled.Hash == current.Hash) return new PolicyNotPublished("The draft has the same rules as the policy in force.");
            if (compiled.Policy.Name == current.Policy.Name && compiled.Policy.Version <= current.Policy.Version)
                return new PolicyNotPublished($"Version {current.Policy.Version} is in force; give the draft a higher number, so that people can tell the two apart.");
            await policies.Publish(path, yaml, compiled, writer, clock, by);
            File.Delete(draftPath);
            return new PolicyPublished(compiled);
        }
        catch (PolicyRefusedException e)
        {
            return new PolicyNotPublished(e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new PolicyNotPublished($"The policy's file could not be written: {e.Message}");
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    private Task<bool> Note(string action, AuditActor by, PolicyDraft? before, PolicyDraft? after) => writer.Change(session =>
    {
        session.Audit(new(by, 0, action, "policy_draft", "draft", clock.Now()) { Before = State(before), After = State(after) });
        return true;
    });

    private static string? State(PolicyDraft? draft) => draft is null ? null : AuditJson.Of(json =>
    {
        json.WriteString("fingerprint", draft.Fingerprint);
        json.WriteNumber("characters", draft.Text.Length);
    });
}
