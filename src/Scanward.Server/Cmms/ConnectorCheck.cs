using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scanward.Dispatch;
using Scanward.Ingestion.Tags;

namespace Scanward.Server.Cmms;

internal enum CheckState
{
    Ok = 1,
    Failed = 2,

    /// <summary>Not tried, since it cannot be or was not asked for.</summary>
    Skipped = 3,
}

/// <param name="ToDo">Empty where there is nothing to do.</param>
internal sealed record CheckStep(string Name, CheckState State, string What, string ToDo = "");

/// <summary>What a check is to try.</summary>
/// <param name="Asset">Id or tag of an asset that the system has; null for none.</param>
/// <param name="Create">Whether a work order may be made, and cancelled again.</param>
/// <param name="Tags">How tags are read.</param>
internal sealed record CheckOptions(string? Asset, bool Create, TagReaderOptions Tags);

/// <summary>Tries a connector against the live system, step by step. Nothing is changed there unless it is asked for.</summary>
internal sealed class ConnectorCheck(ConnectorFile file, CheckOptions options, TimeProvider time)
{
    public const string Title = "Scanward check, please ignore";

    private readonly string reference = TimeOrderedId.Format(TimeOrderedId.First(time.GetUtcNow().ToUnixTimeMilliseconds()));
    private string? assetExternalId;

    /// <summary>Each step as it ends; what needs one that failed is not tried.</summary>
    public async IAsyncEnumerable<CheckStep> Run([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var host = file.Http.BaseAddress;
        using var http = new CmmsHttp(file.Http, time);
        var reached = true;
        foreach (var step in new Func<Task<CheckStep>>[] { () => Name(host, ct), () => Address(http.Connection, host, ct), () => Connection(http.Connection, host, ct) })
        {
            var done = await step();
            yield return done;
            reached = done.State == CheckState.Ok;
            if (!reached) break;
        }

        if (!reached) yield break;
        var cmms = file.Connect(time).Cmms;
        using var closing = cmms as IDisposable;
        var trusted = true;
        await foreach (var step in LookUps(cmms, ct))
        {
            yield return step;
            trusted &= step.State != CheckState.Failed;
        }

        if (cmms is ISelfChecking own)
        {
            foreach (var step in await own.Check(ct))
            {
                yield return step;
                trusted &= step.State != CheckState.Failed;
            }
        }

        if (!options.Create) yield return new("create", CheckState.Skipped, "not tried; with --create a work order is made, changed and cancelled");
        else if (!trusted) yield return new("create", CheckState.Skipped, "not tried, since a step before has failed");
        else
            await foreach (var step in new WorkOrderCheck(cmms, reference, Message()).Run(ct)) yield return step;
    }

    private static async Task<CheckStep> Name(Uri address, CancellationToken ct)
    {
        try
        {
            var addresses = await CmmsConnection.Resolve(address.IdnHost, ct);
            return new("name", CheckState.Ok, $"{address.Host} is {string.Join(", ", addresses.Select(a => a.ToString()))}");
        }
        catch (CannotConnectException e)
        {
            return new("name", CheckState.Failed, e.Message, "Correct base_url, or the name service of this machine.");
        }
    }

    private static async Task<CheckStep> Address(CmmsConnection connection, Uri address, CancellationToken ct)
    {
        try
        {
            connection.Check(address.Host, await CmmsConnection.Resolve(address.IdnHost, ct));
            return new("address", CheckState.Ok, "may be talked to");
        }
        catch (CannotConnectException e)
        {
            return new("address", CheckState.Failed, e.Message, "See 'allow' in docs/connectors/mapping.md.");
        }
    }

    private async Task<CheckStep> Connection(CmmsConnection connection, Uri address, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(file.Http.Timeout.ToTimeSpan(), time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        var errors = SslPolicyErrors.None;
        try
        {
            await using var stream = await connection.Connect(new DnsEndPoint(address.IdnHost, address.Port), both.Token);
            if (address.Scheme != Uri.UriSchemeHttps) return new("connection", CheckState.Ok, $"port {address.Port} is open; without TLS, so everybody on the way can read what is sent");
            await using var secure = new SslStream(stream);
            var client = new SslClientAuthenticationOptions
            {
                TargetHost = address.IdnHost,
                RemoteCertificateValidationCallback = (_, certificate, _, found) => connection.Trusts(certificate, errors = found),
            };
            await secure.AuthenticateAsClientAsync(client, both.Token);
            return new("connection", CheckState.Ok, $"port {address.Port} is open, TLS with a certificate that is trusted");
        }
        catch (CannotConnectException e)
        {
            return new("connection", CheckState.Failed, e.Message, "Is the system running, and does a firewall let this machine through?");
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            return new("connection", CheckState.Failed, $"TLS did not come about: {Shown.Line(e.Message, 200)}", errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
                ? "The certificate is another host's: write the name that stands in it into base_url." : "Where the certificate comes from an authority of your own, name that in ca_file.");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new("connection", CheckState.Failed, $"no connection came about within {file.Http.Timeout.TotalSeconds:0.###} s", "Does a firewall let this machine through?");
        }
    }

    private async IAsyncEnumerable<CheckStep> LookUps(ICmms cmms, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        const string none = "none", noSuch = "looks for what cannot exist";
        if (cmms.Abilities.FindsByReference)
        {
            var found = await cmms.FindWorkOrders(Message(), ct);
            yield return Credentials(found.Ending, found.Status, found.Why);
            if (found.Status is not (401 or 403))
                yield return found.Ending == CmmsEnding.Done && found.Value.IsEmpty ? new("look-up", CheckState.Ok, $"{noSuch} ({reference}), and finds {none}") : Failed("look-up", found.Ending == CmmsEnding.Done ? "It finds a work order of a reference that was never given." : found.Why, found.Excerpt, "Correct work_order.find in the mapping: exactly one work order may carry a reference.");
        }

        if (cmms.Abilities.FindsAssets)
        {
            var absent = await cmms.FindAsset(new(Site, $"scanward-check-{reference}", null), ct);
            if (!cmms.Abilities.FindsByReference) yield return Credentials(absent.Ending, absent.Status, absent.Why);
            if (absent.Status is not (401 or 403))
                yield return absent is { Ending: CmmsEnding.Done, Value: null } ? new("no such asset", CheckState.Ok, $"{noSuch}, and finds {none}") : Failed("no such asset", absent.Value is { } any ? $"It finds the asset {any.ExternalId} for an id that was never given." : absent.Why, absent.Excerpt, "Correct asset.by_id or asset.by_tag in the mapping, and what its answers mean (absent, absent_when, check).");
            if (options.Asset is not null) yield return await Asset(cmms, options.Asset, ct);
        }

        if (options.Asset is null) yield return new("asset", CheckState.Skipped, "not tried; with --asset ID_OR_TAG one is looked up");
        else if (!cmms.Abilities.FindsAssets) yield return new("asset", CheckState.Skipped, "not tried: the mapping looks no assets up");
    }

    private async Task<CheckStep> Asset(ICmms cmms, string text, CancellationToken ct)
    {
        var reply = await cmms.FindAsset(new(Site, text, null), ct);
        if (reply is { Ending: CmmsEnding.Done, Value: null } && new TagReader(options.Tags).Read(text) is Tag { Kind: not TagKind.Alias } tag) reply = await cmms.FindAsset(new(Site, null, tag.Key), ct);
        if (reply.Ending != CmmsEnding.Done) return Failed("asset", reply.Why, reply.Excerpt, "Correct asset.by_id or asset.by_tag in the mapping.");
        if (reply.Value is not { } asset) return new("asset", CheckState.Failed, $"It knows no '{Shown.Line(text, 80)}'.", "Give one that it has, or correct asset.by_id or asset.by_tag in the mapping.");
        assetExternalId = asset.ExternalId;
        return new("asset", CheckState.Ok, $"{asset.ExternalId}{(asset.Gone ? ", which is in use no more" : "")}: {Shown.Line(asset.EntryJson, 400)}");
    }

    private string Site => file.Sites.IsEmpty ? "check" : file.Sites[0].Text;

    private static CheckStep Credentials(CmmsEnding ending, int? status, string why) => status switch
    {
        401 => new("credentials", CheckState.Failed, why, "Correct the secret, and how the mapping sends it (headers, basic)."),
        403 => new("credentials", CheckState.Failed, why, "Give the account the right to look work orders and assets up."),
        _ => ending is CmmsEnding.NotSent or CmmsEnding.Unknown && status is null ? new("credentials", CheckState.Failed, why, "Try again; where it stays, raise timeout_seconds or look at the system's log.") : new("credentials", CheckState.Ok, "are taken"),
    };

    private static CheckStep Failed(string name, string why, string? excerpt, string toDo) => new(name, CheckState.Failed, excerpt is null ? why : $"{why} It said: {excerpt}", toDo);

    private WorkOrderMessage Message()
    {
        var now = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        var content = new JsonObject
        {
            ["revision"] = 1,
            ["work_order"] = new JsonObject
            {
                ["number"] = "WO-CHECK-000000", ["title"] = Title, ["description"] = "Scanward has made this to see whether it can. It may be deleted.", ["kind"] = "corrective", ["state"] = "open",
                ["outcome"] = "corrective_wo", ["priority"] = 4, ["minutes"] = 1, ["opened_at"] = now, ["window_minutes"] = 10_080,
            },
            ["site"] = new JsonObject { ["id"] = Site, ["name"] = Site },
            ["parts"] = new JsonArray(),
            ["asset"] = assetExternalId is null ? new JsonObject() : new JsonObject { ["id"] = options.Asset, ["external_id"] = assetExternalId, ["name"] = options.Asset },
        };
        return new(DispatchOperation.Create, $"{reference}.create.1", reference, JsonSerializer.SerializeToElement(content));
    }
}
