using System.Collections.Immutable;
using System.Security.Cryptography;
using Scanward.Ingestion.Tags;
using Scanward.Server.Access;
using Scanward.Server.Storage;

namespace Scanward.Server.Labels;

/// <summary>Draws tags that are printed before they belong to anything. None is drawn that was printed before, or that an asset wears or wore.</summary>
/// <param name="random">Where ids come from: nobody shall be able to guess a tag that will be printed.</param>
internal sealed class BlankTags(Writer writer, ServerClock clock, RandomNumberGenerator random)
{
    private const int DrawsAnId = 4;

    /// <summary>Draws so many and notes them as printed, with who and when.</summary>
    public Task<ImmutableArray<string>> Draw(int siteNo, int count, AuditActor by) => writer.Change(session =>
    {
        var now = clock.Now();
        var batch = session.SaveBlankBatch(new(siteNo, now, by.Name, count));
        var drawn = ImmutableArray.CreateBuilder<string>(count);
        while (drawn.Count < count)
        {
            var id = Make();
            if (session.SaveBlankTag(batch, TagKind.Own.KeyOf(id))) drawn.Add(id);
        }

        session.Audit(new(by, siteNo, "blank_tags.printed", "blank_batch", batch.ToString(System.Globalization.CultureInfo.InvariantCulture), now)
        {
            After = AuditJson.Of(json =>
            {
                json.WriteNumber("count", count);
                json.WriteString("first", drawn[0]);
                json.WriteString("last", drawn[^1]);
            }),
        });
        return drawn.ToImmutable();
    });

    private string Make()
    {
        Span<byte> bytes = stackalloc byte[OwnId.BytesPerDraw * DrawsAnId];
        random.GetBytes(bytes);
        return OwnId.Make(bytes);
    }
}
