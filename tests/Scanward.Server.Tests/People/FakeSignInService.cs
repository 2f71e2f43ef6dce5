using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Scanward.Server.Tests.People;

/// <summary>A small OpenID provider over HTTP, with real keys and tokens, and whatever faults a test wants of it.</summary>
internal sealed class FakeSignInService : IAsyncDisposable
{
    public const string ClientId = "scanward", Secret = "a secret of the client's";

    private readonly RSA rsa = RSA.Create(2048);
    private readonly WebApplication app;
    private readonly Dictionary<string, (string Challenge, string Nonce)> codes = [];

    private FakeSignInService()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.MapGet("/.well-known/openid-configuration", () => Results.Json(new
        {
            issuer = Issuer, authorization_endpoint = $"{Url}/authorize", token_endpoint = $"{Url}/token", jwks_uri = $"{Url}/keys",
            response_types_supported = new[] { "code" }, subject_types_supported = new[] { "public" }, id_token_signing_alg_values_supported = new[] { "RS256" },
        }));
        app.MapGet("/keys", () => Results.Json(new { keys = new[] { new { kty = "RSA", use = "sig", kid = "k1", alg = "RS256", n = Base64UrlEncoder.Encode(rsa.ExportParameters(false).Modulus), e = Base64UrlEncoder.Encode(rsa.ExportParameters(false).Exponent) } } }));
        app.MapGet("/authorize", Authorize);
        app.MapPost("/token", (Delegate)Token);
    }

    public string Url => app.Urls.First();

    public string Issuer => Url;

    /// <summary>What the next token says, before <see cref="Spoil"/>.</summary>
    public Dictionary<string, object> Claims { get; } = new() { ["sub"] = "u-1", ["preferred_username"] = "Denise", ["name"] = "Denise Jansen", ["email"] = "denise@example.org", ["groups"] = new[] { "planners" } };

    public Action<SecurityTokenDescriptor> Spoil { get; set; } = static _ => { };

    /// <summary>Signs with a key that nobody was told of.</summary>
    public bool OtherKey { get; set; }

    /// <summary>What the person answers; null where they come back with a code.</summary>
    public string? Error { get; set; }

    public static async Task<FakeSignInService> Start()
    {
        var service = new FakeSignInService();
        await service.app.StartAsync();
        return service;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        rsa.Dispose();
    }

    private IResult Authorize(HttpContext context)
    {
        var query = context.Request.Query;
        Assert.Equal((ClientId, "code", "S256"), (query["client_id"].ToString(), query["response_type"].ToString(), query["code_challenge_method"].ToString()));
        Assert.Contains("openid", query["scope"].ToString().Split(' '));
        var back = $"{query["redirect_uri"]}?state={Uri.EscapeDataString(query["state"]!)}";
        if (Error is not null) return Results.Redirect($"{back}&error={Error}");
        var code = Guid.NewGuid().ToString("N");
        codes[code] = (query["code_challenge"]!, query["nonce"]!);
        return Results.Redirect($"{back}&code={code}");
    }

    private async Task<IResult> Token(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        if (!codes.Remove(form["code"].ToString(), out var asked)) return Results.Json(new { error = "invalid_grant" }, statusCode: 400);
        Assert.Equal(asked.Challenge, Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))));
        Assert.Equal((ClientId, Secret), (form["client_id"].ToString(), form["client_secret"].ToString()));
        using var other = RSA.Create(2048);
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var token = new SecurityTokenDescriptor
        {
            Issuer = Issuer, Audience = ClientId, IssuedAt = now, NotBefore = now, Expires = now.AddMinutes(5), Claims = new Dictionary<string, object>(Claims) { ["nonce"] = asked.Nonce },
            SigningCredentials = new(new RsaSecurityKey(OtherKey ? other.ExportParameters(true) : rsa.ExportParameters(true)) { KeyId = "k1" }, SecurityAlgorithms.RsaSha256),
        };
        Spoil(token);
        return Results.Json(new { access_token = "for nobody", token_type = "Bearer", expires_in = 300, id_token = new JsonWebTokenHandler().CreateToken(token) });
    }
}
