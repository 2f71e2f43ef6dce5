using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using NodaTime;
using Scanward.Server.People;
using Scanward.Server.Storage;

namespace Scanward.Server.Tests.People;

/// <summary>Names, passwords, paths and cookies by themselves.</summary>
public sealed class PersonRulesTests
{
    [Theory]
    [InlineData("correct horse battery staple?", false)]
    [InlineData("four quiet lifts", true)]
    [InlineData("ключ от насосной", true)]
    [InlineData("k7fq-93mn-wx2d", true)]
    [InlineData("nine char", false)]
    [InlineData("aaaaaaaaaaaa", false)]
    [InlineData("abababababab", false)]
    [InlineData("abcdefghijkl", false)]
    [InlineData("98765432109876", false)]
    [InlineData("P@ssw0rd1234", false)]
    [InlineData("qwertyuiop!!", false)]
    [InlineData("maintenance2026", false)]
    [InlineData("denise1234", false)]
    [InlineData("with\nbreak here", false)]
    public void Passwords(string password, bool isTaken) => Assert.Equal(isTaken, PasswordRules.WhyNot(password, "denise", "Denise Jansen") is null);

    [Theory]
    [InlineData("Denise", "denise", true)]
    [InlineData(" d.jansen@example.org ", "d.jansen@example.org", true)]
    [InlineData("x", "x", false)]
    [InlineData(".x1", ".x1", false)]
    [InlineData("den ise", "den ise", false)]
    [InlineData("dénise", "dénise", false)]
    public void SignInNames(string typed, string folded, bool isFine)
    {
        Assert.Equal(folded, SignInName.Fold(typed));
        Assert.Equal(isFine, SignInName.WhyNot(folded) is null);
    }

    [Theory]
    [InlineData("it=admin@*", "it", "admin", "*")]
    [InlineData("CN=Planners,OU=x=planner@north-clinic", "CN=Planners,OU=x", "planner", "north-clinic")]
    public void ClaimedRoles(string text, string value, string role, string site)
    {
        var read = ClaimedRole.Read(text)!;
        Assert.Equal((value, role, site), (read.Value, Wire.Name(read.Role), read.SiteId));
    }

    [Theory]
    [InlineData("it")]
    [InlineData("it=admin")]
    [InlineData("it=admin@")]
    [InlineData("=admin@x")]
    [InlineData("it=king@x")]
    [InlineData("")]
    public void NoClaimedRoles(string text) => Assert.Contains("group=role@site", ClaimedRole.WhyNot(text), StringComparison.Ordinal);

    [Fact]
    public void OverHttps_TheCookieIsOfThisHostOnly()
    {
        var context = new DefaultHttpContext();
        context.Request.Scheme = "https";
        SessionCookie.Write(context, "token", fromElsewhere: false);
        Assert.Equal("__Host-scanward-session=token; max-age=2592000; path=/; secure; samesite=strict; httponly", context.Response.Headers.SetCookie.ToString());
        context.Request.Headers.Cookie = "scanward-session=planted; __Host-scanward-session=own";
        Assert.Equal("own", SessionCookie.Read(context));
    }

    /// <summary>Rows from before there were people must verify as they did: the hash over the same bytes as ever.</summary>
    [Fact]
    public void RowsThatNameNobody_HaveTheHashThatTheyHad()
    {
        var at = Instant.FromUtc(2026, 11, 1, 12, 0);
        var entry = new AuditEntry(new(7, "desk"), 2, "asset.changed", "asset", "AHU-1", at) { After = "{}" };
        using var bytes = new MemoryStream();
        void Number(long value)
        {
            Span<byte> eight = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(eight, value);
            bytes.Write(eight);
        }

        bytes.Write(AuditChain.Beginning);
        Number(1);
        Number(at.ToUnixTimeMilliseconds());
        Number(2);
        Number(7);
        foreach (var text in (string?[])["desk", "asset.changed", "asset", "AHU-1", null, "{}"])
        {
            Number(text is null ? -1 : text.Length);
            if (text is not null) bytes.Write(Encoding.UTF8.GetBytes(text));
        }

        Assert.Equal(SHA256.HashData(bytes.ToArray()), AuditChain.Hash(AuditChain.Beginning, 1, entry));
        Number(5);
        var named = entry with { By = entry.By with { PersonId = 5 } };
        Assert.Equal(SHA256.HashData(bytes.ToArray()), AuditChain.Hash(AuditChain.Beginning, 1, named));
    }
}
