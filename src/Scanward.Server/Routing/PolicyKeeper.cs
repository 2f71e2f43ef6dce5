using System.Text;
using Scanward.Routing.Policy;
using Scanward.Server.Access;
using Scanward.Server.Storage;

namespace Scanward.Server.Routing;

/// <summary>The policy in force. Immutable; a reload replaces it as a whole.</summary>
internal sealed record ActivePolicy(CompiledPolicy Compiled)
{
    public string Hash => Compiled.Hash;
}

/// <summary>A policy file that cannot be put in force, in words for people.</summary>
internal sealed class PolicyRefusedException : Exception
{
    public PolicyRefusedException()
    {
    }

    public PolicyRefusedException(string message)
        : base(message)
    {
    }

    public PolicyRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>
/// Holds the policy in force and follows its file: read, verified, compiled, stored under its hash, then swapped. A file that fails any of these changes nothing;
/// the last good policy stays.
/// </summary>
internal sealed class PolicyKeeper
{
    private static readonly TimeSpan watchEvery = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim oneAtATime = new(1);
    private ActivePolicy? current;
    private string? refusal;

    public ActivePolicy Current => Volatile.Read(ref current) ?? throw new InvalidOperationException("No policy is loaded yet.");

    /// <summary>Why the file as it is now is not in force; null while it is.</summary>
    public string? Refusal => Volatile.Read(ref refusal);

    /// <summary>Puts a policy in force.</summary>
    /// <exception cref="PolicyRefusedException">With every fault, each with its place.</exception>
    /// <param name="by">Who does; whoever may write its file where nobody is named.</param>
    public async Task Load(string yaml, string name, Writer writer, ServerClock clock, AuditActor? by = null)
    {
        var compiled = Check(yaml, name);
        await oneAtATime.WaitAsync();
        try
        {
            await PutInForce(compiled, yaml, writer, clock, by);
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    /// <summary>Writes the policy's file and puts it in force, before anything that follows the file can.</summary>
    /// <exception cref="IOException">The file cannot be written; nothing was changed.</exception>
    public async Task Publish(string path, string yaml, CompiledPolicy compiled, Writer writer, ServerClock clock, AuditActor by)
    {
        await oneAtATime.WaitAsync();
        try
        {
            await DurableFiles.Replace(path, Encoding.UTF8.GetBytes(yaml), CancellationToken.None);
            await PutInForce(compiled, yaml, writer, clock, by);
            Volatile.Write(ref refusal, null);
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    private async Task PutInForce(CompiledPolicy compiled, string yaml, Writer writer, ServerClock clock, AuditActor? by)
    {
        if (Volatile.Read(ref current)?.Hash == compiled.Hash)
        {
            Volatile.Write(ref current, new(compiled)); // the same rules, perhaps under another number
            return;
        }

        var body = Encoding.UTF8.GetBytes(yaml);
        await writer.Change(session =>
        {
            var now = clock.Now();
            session.SaveContent(compiled.Hash, "policy", body, now);
            var before = session.LastAudited("policy");
            if (before == compiled.Hash) return true; // a start with the policy that was in force
            session.Audit(new(by ?? AuditActor.PolicyFile, 0, "policy.loaded", "policy", compiled.Hash, now)
            {
                Before = before is null ? null : AuditJson.Of(json => json.WriteString("hash", before)),
                After = AuditJson.Of(json =>
                {
                    json.WriteString("hash", compiled.Hash);
                    json.WriteString("name", compiled.Policy.Name);
                    json.WriteNumber("version", compiled.Policy.Version);
                }),
            });
            return true;
        });
        Volatile.Write(ref current, new(compiled));
    }

    /// <summary>Reads and verifies.</summary>
    /// <exception cref="PolicyRefusedException">With every fault, each with its place.</exception>
    public static CompiledPolicy Check(string yaml, string name)
    {
        switch (PolicyReader.Read(yaml))
        {
            case PolicyFaults faults:
                throw new PolicyRefusedException(string.Join('\n', faults.Faults.Select(f => f.In(name))));
            case PolicyRead read:
                var report = PolicyVerifier.Verify(read.Policy);
                if (report.Refuses) throw new PolicyRefusedException(VerificationText.Of(read.Policy, report, name));
                return PolicyCompiler.Compile(read.Policy);
            case var other:
                throw new InvalidOperationException($"A reading of a policy is not {other}.");
        }
    }

    /// <summary>Follows the file until cancelled.</summary>
    public async Task Watch(string path, Writer writer, ServerClock clock, Action<string> tell, CancellationToken ct)
    {
        var seen = default((DateTime, long)?); // the first look reads the file whatever its stamp: it may have changed since it was loaded
        using var timer = new PeriodicTimer(watchEvery, clock.Time);
        while (await timer.WaitForNextTickAsync(ct))
        {
            var stamp = Stamp(path);
            if (stamp == seen) continue;
            seen = stamp;
            try
            {
                var before = Current;
                await Load(await File.ReadAllTextAsync(path, ct), Path.GetFileName(path), writer, clock);
                Volatile.Write(ref refusal, null);
                if (Current.Hash != before.Hash || Current.Compiled.Policy.Version != before.Compiled.Policy.Version) tell($"Policy {Current.Compiled.Policy.Name} version {Current.Compiled.Policy.Version} ({Current.Hash[..12]}) is in force.");
            }
            catch (Exception e) when (e is PolicyRefusedException or IOException or UnauthorizedAccessException or StoreException)
            {
                Volatile.Write(ref refusal, e.Message);
                tell($"{path} is not put in force, the last good policy stays:\n{e.Message}");
            }
        }
    }

    private static (DateTime Written, long Length) Stamp(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }
}
