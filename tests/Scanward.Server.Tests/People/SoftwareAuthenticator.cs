using System.Buffers.Binary;
using System.Buffers.Text;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Scanward.Server.Tests.People;

/// <summary>An authenticator that holds one passkey (ES256) and answers as WebAuthn says, without attestation.</summary>
internal sealed class SoftwareAuthenticator : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] credentialId = RandomNumberGenerator.GetBytes(32);
    private string userHandle = "";
    private uint count;

    /// <summary>Of the page that asks it, as the browser tells it.</summary>
    public required string Origin { get; set; }

    /// <summary>Whether it verifies its user, by a finger or the PIN.</summary>
    public bool VerifiesUser { get; init; } = true;

    public void Dispose() => key.Dispose();

    public JsonObject Create(JsonNode options)
    {
        userHandle = (string)options["user"]!["id"]!;
        var data = ClientData("webauthn.create", options);
        var attestation = new CborWriter();
        attestation.WriteStartMap(3);
        attestation.WriteTextString("fmt");
        attestation.WriteTextString("none");
        attestation.WriteTextString("attStmt");
        attestation.WriteStartMap(0);
        attestation.WriteEndMap();
        attestation.WriteTextString("authData");
        attestation.WriteByteString([.. AuthenticatorData((string)options["rp"]!["id"]!, 0x40), .. AttestedCredential()]);
        attestation.WriteEndMap();
        return Credential(new() { ["clientDataJSON"] = Text(data), ["attestationObject"] = Text(attestation.Encode()), ["transports"] = new JsonArray("internal") });
    }

    public JsonObject Get(JsonNode options)
    {
        count++;
        var data = ClientData("webauthn.get", options);
        var authenticator = AuthenticatorData((string)options["rpId"]!, 0);
        var signature = key.SignData([.. authenticator, .. SHA256.HashData(data)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return Credential(new() { ["clientDataJSON"] = Text(data), ["authenticatorData"] = Text(authenticator), ["signature"] = Text(signature), ["userHandle"] = userHandle });
    }

    /// <summary>Goes back to what it counted before, as a copy of it would.</summary>
    public void Forget() => count = 0;

    private JsonObject Credential(JsonObject response) => new()
    {
        ["id"] = Text(credentialId), ["rawId"] = Text(credentialId), ["type"] = "public-key", ["authenticatorAttachment"] = "platform", ["clientExtensionResults"] = new JsonObject(), ["response"] = response,
    };

    private byte[] ClientData(string type, JsonNode options) =>
        Encoding.UTF8.GetBytes(new JsonObject { ["type"] = type, ["challenge"] = (string)options["challenge"]!, ["origin"] = Origin, ["crossOrigin"] = false }.ToJsonString());

    private byte[] AuthenticatorData(string rpId, byte more)
    {
        var data = new byte[37];
        SHA256.HashData(Encoding.UTF8.GetBytes(rpId), data);
        data[32] = (byte)(0x01 | (VerifiesUser ? 0x04 : 0) | more);
        BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(33), count);
        return data;
    }

    private byte[] AttestedCredential()
    {
        var point = key.ExportParameters(false).Q;
        var cose = new CborWriter(CborConformanceMode.Ctap2Canonical);
        cose.WriteStartMap(5);
        cose.WriteInt32(1);
        cose.WriteInt32(2);
        cose.WriteInt32(3);
        cose.WriteInt32(-7);
        cose.WriteInt32(-1);
        cose.WriteInt32(1);
        cose.WriteInt32(-2);
        cose.WriteByteString(point.X!);
        cose.WriteInt32(-3);
        cose.WriteByteString(point.Y!);
        cose.WriteEndMap();
        return [.. new byte[16], 0, (byte)credentialId.Length, .. credentialId, .. cose.Encode()];
    }

    private static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
