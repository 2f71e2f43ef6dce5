namespace Scanward.Server.Ingestion;

/// <summary>Reads a request's body up to a limit.</summary>
internal static class RequestBody
{
    /// <summary>What is read of a body that is too large, so that its sender is ready to hear so: most clients listen only after they have sent.</summary>
    private const long DiscardedBytesMax = 64 * 1024 * 1024;

    /// <summary>The bytes, at most <paramref name="limit"/> of them, and whether there were more.</summary>
    public static async ValueTask<(byte[] Bytes, bool More)> Read(HttpRequest request, int limit, CancellationToken ct)
    {
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(ct);
            var buffer = read.Buffer;
            if (buffer.Length > limit)
            {
                var cut = System.Buffers.BuffersExtensions.ToArray(buffer.Slice(0, limit));
                request.BodyReader.AdvanceTo(buffer.GetPosition(limit));
                return (cut, true);
            }

            if (read.IsCompleted)
            {
                var bytes = System.Buffers.BuffersExtensions.ToArray(buffer);
                request.BodyReader.AdvanceTo(buffer.End);
                return (bytes, false);
            }

            request.BodyReader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    /// <summary>Reads on past the limit and keeps nothing. Returns how many bytes there were; the connection closes where there are too many even for that.</summary>
    public static async ValueTask<long> Discard(HttpRequest request, CancellationToken ct)
    {
        for (var discarded = 0L; ;)
        {
            var read = await request.BodyReader.ReadAsync(ct);
            discarded += read.Buffer.Length;
            request.BodyReader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) return discarded;
            if (discarded < DiscardedBytesMax) continue;
            request.HttpContext.Response.Headers.Connection = "close";
            return discarded;
        }
    }

    /// <summary>Null where the content may be taken, else what to say. Nothing is decompressed.</summary>
    public static string? Unacceptable(HttpRequest request, params ReadOnlySpan<string> mediaTypes)
    {
        if (request.Headers.ContentEncoding.Count > 0) return "Send the body without Content-Encoding.";
        if (request.ContentType is not { Length: > 0 } type) return null;
        var media = type.AsSpan(0, type.IndexOf(';') is var end && end >= 0 ? end : type.Length).Trim();
        foreach (var accepted in mediaTypes)
        {
            if (media.Equals(accepted, StringComparison.OrdinalIgnoreCase)) return null;
        }

        return $"'{media}' is not taken here; send {string.Join(" or ", mediaTypes.ToArray())}.";
    }
}
