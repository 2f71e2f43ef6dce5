using Scanward.Ingestion.Tags;

namespace Scanward.Ingestion;

/// <summary>
/// Reads one scan out of the bytes of a request: the schema of <c>POST /api/v1/scans</c>. Pure, thread-safe, linear in the body at any size.
/// </summary>
/// <remarks>
/// A valid payload is read in one pass (<see cref="FastReading"/>). Anything at all that is off sends the payload to the second, patient pass
/// (<see cref="PatientReading"/>), which lists every fault with its RFC 6901 pointer. Both take values by the same rules and accept the same
/// payloads.
/// <list type="table">
/// <item><term><c>asset_id</c></term><description>8 to 64 characters of printable ASCII (0x20-0x7E), no space at either end; or
/// instead</description></item>
/// <item><term><c>tag</c></term><description>1 to 2048 characters as scanned; control characters only FS, GS, RS, US, EOT, and CR, LF, TAB, NUL at
/// the end</description></item>
/// <item><term><c>scan_timestamp</c>, <c>sent_at</c></term><description>RFC 3339 with offset, at most nine decimals of a second, no leap
/// second</description></item>
/// <item><term><c>operator_id</c>, <c>device.id</c>, <c>device.firmware</c></term><description>1 to 64 characters on one line, no space at either
/// end</description></item>
/// <item><term><c>scan_type</c></term><description><c>corrective</c>, <c>preventive</c> or <c>inspection</c></description></item>
/// <item><term><c>idempotency_key</c></term><description>UUID v4 or v7, here or in the header <c>Idempotency-Key</c>, or equal in
/// both</description></item>
/// <item><term><c>geolocation</c></term><description>[latitude -90..90, longitude -180..180], degrees, WGS 84</description></item>
/// <item><term><c>failure_mode</c>, meters</term><description>1 to 64 of <c>a-z 0-9 _ . -</c></description></item>
/// <item><term><c>note</c></term><description>at most 2000 characters; TAB, CR, LF, but no other control and no bidirectional control
/// characters</description></item>
/// <item><term><c>readings</c></term><description>at most 32, |value| ≤ 10¹², at most nine decimals</description></item>
/// <item><term><c>symbology</c></term><description><c>]cm</c></description></item>
/// <item><term><c>device</c></term><description><c>id</c>, <c>battery_percent</c> 0..100, <c>firmware</c>, each optional</description></item>
/// </list>
/// Lengths are in Unicode code points. An optional member is left out where there is nothing to say: <c>null</c> is a <c>wrong_type</c> everywhere,
/// so that
/// a scan has one spelling and a client's unset field is noticed. A byte order mark before the body is skipped.
/// </remarks>
public sealed class ScanReader(TagReader tags, ScanLimits? limits = null)
{
    public TagReader Tags { get; } = tags;

    public ScanLimits Limits { get; } = limits ?? ScanLimits.Default;

    /// <summary>Reads a request.</summary>
    /// <param name="body">JSON in UTF-8.</param>
    /// <param name="idempotencyKeyHeader">The value of <c>Idempotency-Key</c>, a bare or quoted UUID; null where the request has none.</param>
    /// <returns>A <see cref="Scan"/>, or a <see cref="Refused"/> with everything that is wrong.</returns>
    public ScanReading Read(ReadOnlySpan<byte> body, string? idempotencyKeyHeader = null) =>
        (ScanReading?)FastReading.Read(body, idempotencyKeyHeader, Tags) ?? PatientReading.Read(body, idempotencyKeyHeader, Tags, Limits);
}
