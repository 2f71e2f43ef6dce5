using NodaTime;

namespace Scanward.Server.Storage;

/// <summary>Tags that are printed together before they belong to anything.</summary>
internal sealed record BlankBatchRow(int SiteNo, Instant At, string By, int Count);
