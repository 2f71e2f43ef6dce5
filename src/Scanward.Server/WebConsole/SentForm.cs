using Microsoft.AspNetCore.Http.Features;

namespace Scanward.Server.WebConsole;

/// <summary>What a form of a page sent: bounded, and read as text.</summary>
internal sealed class SentForm
{
    public const int BytesMax = 8 * 1024 * 1024;

    private static readonly FormOptions options = new()
    {
        BufferBodyLengthLimit = BytesMax, MultipartBodyLengthLimit = BytesMax, ValueLengthLimit = BytesMax, ValueCountLimit = 256, KeyLengthLimit = 256, MemoryBufferThreshold = BytesMax,
    };

    private readonly IFormCollection form;

    private SentForm(IFormCollection form) => this.form = form;

    /// <summary>The form, or null with the reason.</summary>
    public static async Task<(SentForm? Form, string Why)> Read(HttpContext context, CancellationToken ct)
    {
        if (!context.Request.HasFormContentType) return (null, "It was not sent by a form.");
        if (context.Request.ContentLength > BytesMax) return (null, "It is larger than 8 MB.");
        try
        {
            return (new(await context.Request.ReadFormAsync(options, ct)), "");
        }
        catch (InvalidDataException e)
        {
            return (null, e.Message);
        }
    }

    /// <summary>The field without spaces around it; null where it is empty.</summary>
    public string? Text(string name) => Whole(name)?.Trim() is { Length: > 0 } text ? text : null;

    /// <summary>The field as it is.</summary>
    public string? Whole(string name) => form.TryGetValue(name, out var values) && values is [{ } value, ..] ? value : null;

    public bool Has(string name) => Text(name) is not null;

    public IFormFile? File(string name) => form.Files.GetFile(name) is { Length: > 0 } file ? file : null;

    public IEnumerable<KeyValuePair<string, string>> All => form.Select(f => KeyValuePair.Create(f.Key, f.Value.ToString()));
}
