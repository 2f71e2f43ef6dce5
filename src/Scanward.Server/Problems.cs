using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using Scanward.Ingestion;

namespace Scanward.Server;

/// <summary>One kind of problem that the API answers with (RFC 9457). Its type is <c>/problems/{code}</c>, which the server itself explains.</summary>
/// <param name="Advice">What the reader should do, one or two sentences.</param>
internal sealed record ProblemKind(string Code, int Status, string Title, string Advice)
{
    public string Type => $"/problems/{Code}";
}

/// <summary>The catalogue of problems; codes are stable.</summary>
internal static class Problems
{
    public static readonly ProblemKind MalformedJson = new(
        "malformed_json", 400, "The body is not JSON", "Send one JSON document in UTF-8; the detail says where reading stopped.");
    public static readonly ProblemKind InvalidScan = new(
        "invalid_scan", 422, "The scan does not fit the schema",
        "Mend every member listed in errors and send it again with the same idempotency key.");
    public static readonly ProblemKind InvalidBatch = new(
        "invalid_batch", 422, "The batch cannot be taken", "Send an array or NDJSON of 1 to 1,000 scans.");
    public static readonly ProblemKind AssetUnknown = new(
        "asset_unknown", 422, "No asset has this id or tag",
        "Check the tag or add it to the registry; the scan is kept and routed by itself once the tag is known.");
    public static readonly ProblemKind TagUnclaimed = new(
        "tag_unclaimed", 422, "The tag was printed blank and belongs to no asset yet",
        "Choose the asset that it is on: POST /api/v1/assets/{id}/tags. The scan is kept and routed by itself then.");
    public static readonly ProblemKind AssetUnresolved = new(
        "asset_unresolved", 503, "The registry did not answer",
        "The scan is kept as a dead letter; replay it when the maintenance system answers again.");
    public static readonly ProblemKind NotThisSite = new(
        "not_this_site", 403, "The asset belongs to another site", "Scan it with a device of that site.");
    public static readonly ProblemKind NotAuthenticated = new(
        "not_authenticated", 401, "No valid key", "Send 'Authorization: Bearer' with a key made by 'scanward key create'.");
    public static readonly ProblemKind KeyReused = new(
        "idempotency_key_reused", 422, "The idempotency key belongs to another request",
        "Use a new key for a new scan; repeat a scan with exactly the same content.");
    public static readonly ProblemKind KeyInFlight = new(
        "idempotency_key_in_flight", 409, "The first request with this key is still being worked on",
        "Send it again after the seconds in Retry-After.");
    public static readonly ProblemKind TooLarge = new("too_large", 413, "The body is too large", "A scan takes at most 64 KiB, a batch 8 MiB.");
    public static readonly ProblemKind UnsupportedMedia = new(
        "unsupported_media_type", 415, "The content type is not taken here",
        "Send application/json (or application/x-ndjson for a batch), without content encoding.");
    public static readonly ProblemKind Busy = new(
        "busy", 503, "The queue is full", "Nothing was stored. Send it again after the seconds in Retry-After, with the same idempotency key.");
    public static readonly ProblemKind NotDurable = new(
        "not_durable", 503, "The scan could not be stored durably",
        "Nothing was accepted. Send it again after the seconds in Retry-After, with the same idempotency key.");
    public static readonly ProblemKind Unavailable = new(
        "store_unavailable", 503, "The store does not answer", "Nothing was changed. Send it again after the seconds in Retry-After.");
    public static readonly ProblemKind Internal = new(
        "internal", 500, "The server made a mistake",
        "The scan was not routed but is kept as a dead letter; tell your operator the dead letter's id.");
    public static readonly ProblemKind Fault = new(
        "fault", 500, "The server made a mistake", "Nothing was changed. Try again; if it stays, tell your operator the time.");
    public static readonly ProblemKind MalformedRequest = new(
        "malformed_request", 400, "The request is not proper HTTP", "Mend the client; the detail says what was wrong.");
    public static readonly ProblemKind NotFound = new("not_found", 404, "There is nothing here", "Check the address and the id.");
    public static readonly ProblemKind MethodNotAllowed = new(
        "method_not_allowed", 405, "This address takes other methods", "Send one of the methods in Allow.");
    public static readonly ProblemKind InvalidQuery = new(
        "invalid_query", 400, "The query cannot be understood", "Mend the parameters listed in errors.");
    public static readonly ProblemKind InvalidWorkOrder = new(
        "invalid_work_order", 422, "The work order does not fit the contract", "Mend every member listed in errors.");
    public static readonly ProblemKind WorkOrderExists = new(
        "work_order_exists", 409, "A work order with this key exists", "Use the wo_id in the answer.");

    public static readonly ProblemKind InvalidBody = new(
        "invalid_body", 422, "The body does not fit the schema", "Mend every member listed in errors and send it again.");
    public static readonly ProblemKind InvalidPlant = new(
        "invalid_plant", 422, "The plant cannot be imported", "Nothing was imported. Mend every fault listed in errors, each with its line and column, and send it again.");
    public static readonly ProblemKind PreconditionRequired = new(
        "precondition_required", 428, "Say which version you change", "Read it first, and send its ETag as If-Match, so that nobody's change is overwritten unseen.");
    public static readonly ProblemKind Stale = new(
        "stale", 412, "It has been changed meanwhile", "Nothing was changed. Read it again, and decide whether your change still holds.");
    public static readonly ProblemKind NotPermitted = new(
        "not_permitted", 403, "You may not do this", "Ask somebody who may; the detail says who that is.");
    public static readonly ProblemKind NoSuchStep = new(
        "no_such_step", 409, "The work order cannot go there from where it stands", "The detail names the states that can follow.");
    public static readonly ProblemKind NotEnoughStock = new(
        "not_enough_stock", 422, "There is not so much of the part", "Nothing was booked. Count the shelf and correct the stock, or book less.");
    public static readonly ProblemKind AlreadyBooked = new(
        "already_booked", 409, "This was booked before", "Nothing was booked again; the detail says when it was.");
    public static readonly ProblemKind TagTaken = new(
        "tag_taken", 409, "The tag belongs to another asset", "Take it off there first, or claim it for this one.");
    public static readonly ProblemKind WrongState = new(
        "wrong_state", 409, "It is not in a state for that", "The detail says in which state it is, and in which it would have to be.");

    public static readonly ProblemKind DeviceNotApproved = new(
        "device_not_approved", 401, "The device has not been approved", "Approve it in the console, or with an operator's key; until then its key opens nothing but /api/v1/devices/self.");
    public static readonly ProblemKind EnrolmentUnknown = new(
        "enrolment_unknown", 404, "There is no such enrolment code", "Compare it with the screen that shows it, or show a new one there.");
    public static readonly ProblemKind EnrolmentUsed = new(
        "enrolment_used", 409, "The enrolment code has been used", "A code is for one device; show a new one. If you did not use it yourself, refuse the device that did.");
    public static readonly ProblemKind EnrolmentExpired = new(
        "enrolment_expired", 410, "The enrolment code has expired", "A code lives for ten minutes; show a new one.");
    public static readonly ProblemKind FirmwareTooOld = new(
        "firmware_too_old", 403, "The device's firmware is older than the site takes", "The scan is kept as a dead letter, for a person to replay. Update the device.");
    public static readonly ProblemKind LabelsRefused = new(
        "labels_refused", 422, "The labels cannot be printed like that", "Nothing was made. Mend every member listed in errors, each with what would do.");

    public static readonly ProblemKind InvalidPhoto = new(
        "invalid_photo", 422, "The picture cannot be taken", "The detail says why; take it anew and send that.");
    public static readonly ProblemKind TooManyPhotos = new(
        "too_many_photos", 422, "The scan has enough pictures", "A scan takes ten.");

    public static readonly ProblemKind SiteRequired = new(
        "site_required", 400, "Say which site", "The key is for all sites; name one in the header Scanward-Site.");
    public static readonly ProblemKind RateLimited = new(
        "rate_limited", 429, "Too many requests", "Nothing was stored. Send it again after the seconds in Retry-After, with the same idempotency key.");

    public static readonly ProblemKind NotSignedIn = new(
        "not_signed_in", 401, "Nobody is signed in", "Sign in at /sign-in, and repeat what you did.");
    public static readonly ProblemKind SignInRefused = new(
        "sign_in_refused", 401, "You are not signed in", "The detail says why, and what to do.");
    public static readonly ProblemKind NotOurForm = new(
        "not_our_form", 400, "The request did not come from our own page", "Load the page again and repeat what you did. Programs send the csrf of GET /session as the header X-CSRF-TOKEN.");
    public static readonly ProblemKind NameTaken = new(
        "name_taken", 409, "Somebody has this sign-in name", "Take another one; names that look alike count as the same.");

    public static readonly FrozenDictionary<string, ProblemKind> All = new[]
    {
        MalformedJson, InvalidScan, InvalidBatch, AssetUnknown, TagUnclaimed, AssetUnresolved, NotThisSite, NotAuthenticated, KeyReused, KeyInFlight, TooLarge, UnsupportedMedia, Busy, NotDurable, Unavailable, Internal, Fault, MalformedRequest, NotFound,
        MethodNotAllowed, InvalidQuery, InvalidWorkOrder, WorkOrderExists, InvalidBody, PreconditionRequired, Stale, NotPermitted, NoSuchStep, NotEnoughStock,
        AlreadyBooked, TagTaken, WrongState, InvalidPlant, DeviceNotApproved, EnrolmentUnknown, EnrolmentUsed, EnrolmentExpired, FirmwareTooOld, InvalidPhoto, TooManyPhotos, SiteRequired, RateLimited,
        NotSignedIn, SignInRefused, NotOurForm, NameTaken, LabelsRefused,
    }.ToFrozenDictionary(p => p.Code);

    /// <summary>The problem as <c>application/problem+json</c>.</summary>
    public static byte[] Write(ProblemKind kind, string detail, ImmutableArray<ScanFault> errors = default, long? deadLetterId = null) =>
        WireJson.Write(kind, (json, of) => Write(json, of, detail, errors, deadLetterId));

    /// <param name="more">Writes members of this problem's own.</param>
    public static void Write(
        Utf8JsonWriter json, ProblemKind kind, string detail, ImmutableArray<ScanFault> errors, long? deadLetterId,
        Action<Utf8JsonWriter>? more = null)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, kind.Type);
        json.WriteString("title"u8, kind.Title);
        json.WriteNumber("status"u8, kind.Status);
        json.WriteString("code"u8, kind.Code);
        json.WriteString("detail"u8, detail);
        if (!errors.IsDefaultOrEmpty)
        {
            json.WriteStartArray("errors"u8);
            foreach (var fault in errors)
            {
                json.WriteStartObject();
                json.WriteString("pointer"u8, fault.Pointer);
                json.WriteString("code"u8, fault.Code);
                json.WriteString("detail"u8, fault.Detail);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        if (deadLetterId is { } id) json.WriteString("dead_letter_id"u8, TimeOrderedId.Format(id));
        more?.Invoke(json);
        json.WriteEndObject();
    }
}
