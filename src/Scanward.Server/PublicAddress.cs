namespace Scanward.Server;

/// <summary>Where people reach this server: what the setting <c>public_url</c> says, else the address that the request came to.</summary>
internal sealed class PublicAddress(Uri? configured)
{
    public string Of(HttpRequest request) => configured is { } url ? url.AbsoluteUri.TrimEnd('/') : $"{request.Scheme}://{request.Host}";
}
