using static Scanward.Server.Problems;

namespace Scanward.Server.OpenApi;

/// <content>Devices: how they come, stand and go.</content>
internal static partial class ApiOperations
{
    private static IEnumerable<ApiOperation> Devices() =>
    [
        new("GET", "/api/v1/devices", "listDevices", "devices", "Devices, newest first")
        {
            IsList = true, Answers = [(200, "Device", "A page")],
            Query = [("state", "awaiting_approval, active, refused, revoked or expired."), ("site", "A site's id."), ("stale", "true: only those that fell silent with scans that they have not sent."), ("operator_id", "The technician who carries it.")],
        },
        Post("/api/v1/devices/enrolments", "enrolDevice", "devices", "A code with which one device can claim a key, within ten minutes", "NewEnrolment", """{"name": "Mia's phone", "operator_id": "nc-t001"}""", 201, "Enrolment"),
        new("POST", "/api/v1/devices/claim", "claimDevice", "devices", "A device claims its key with a code; it opens nothing before it is approved")
        {
            IsOpen = true, Body = "DeviceClaim", BodyExample = """{"code": "0000-0000-00000", "name": "Mia's phone", "model": "Pixel 8", "platform": "Android 15", "app_version": "1.2.0"}""",
            Answers = [(201, "ClaimedDevice", "The key, this once")], Problems = [EnrolmentUnknown, EnrolmentUsed, EnrolmentExpired, InvalidBody, RateLimited],
        },
        new("GET", "/api/v1/devices/self", "getOwnDevice", "devices", "How the device stands whose key it is, also where it was refused or revoked") { Answers = [(200, "OwnDevice", "The device")], Problems = [NotFound] },
        new("POST", "/api/v1/devices/self/report", "reportDevice", "devices", "What a device says of itself")
        {
            Body = "OwnReport", BodyExample = """{"battery_percent": 71, "firmware": "4.2.0", "app_version": "1.2.0", "pending": 3, "oldest_pending_at": "2026-11-24T15:20:00Z"}""",
            Answers = [(200, "OwnDevice", "How it stands")], Problems = [NotFound, InvalidBody],
        },
        new("POST", "/api/v1/devices/self/rotate", "rotateOwnDevice", "devices", "A new key for the device's own; the old one goes on for a while")
        {
            Body = "Rotation", BodyExample = """{"overlap_minutes": 60}""", Answers = [(200, "RotatedDevice", "The new key, this once")], Problems = [NotFound, InvalidBody, WrongState, DeviceNotApproved],
        },
        new("GET", "/api/v1/devices/{id}", "getDevice", "devices", "One device") { Answers = [(200, "Device", "The device")], Problems = [NotFound] },
        new("PATCH", "/api/v1/devices/{id}", "changeDevice", "devices", "Renames a device, or says who carries it")
        {
            Body = "DeviceChange", BodyExample = """{"name": "Gate 3", "operator_id": "nc-t002"}""", Answers = [(200, "Device", "As it is now")], Problems = [NotFound, InvalidBody],
        },
        Post("/api/v1/devices/{id}/approve", "approveDevice", "devices", "Lets a device in that awaits it", "NoMembers", "{}", 200, "Device", NotFound, WrongState),
        Post("/api/v1/devices/{id}/refuse", "refuseDevice", "devices", "Keeps a device out that awaits approval", "NoMembers", "{}", 200, "Device", NotFound, WrongState),
        Post("/api/v1/devices/{id}/revoke", "revokeDevice", "devices", "Ends a device at once; what it still hands in is quarantined", "Reason", """{"reason": "lost"}""", 200, "Device", NotFound),
        Post("/api/v1/devices/{id}/rotate", "rotateDevice", "devices", "A new key for a device that is set up by hand", "Rotation", """{"overlap_minutes": 60}""", 200, "RotatedDevice", NotFound, WrongState),
        new("GET", "/api/v1/firmware-rules", "getFirmwareRules", "devices", "The least firmware that the site wants, by model") { Answers = [(200, "FirmwareRules", "The rules")] },
        new("PUT", "/api/v1/firmware-rules", "setFirmwareRules", "devices", "Replaces all of them")
        {
            NeedsIfMatch = true, Body = "FirmwareRules", BodyExample = """{"rules": [{"model": "TC52", "minimum": "11-26-05.00-RN-U00", "refuse_from": "2027-01-15T00:00:00Z"}]}""",
            Answers = [(200, "FirmwareRules", "As they are now")], Problems = [InvalidBody],
        },
        new("POST", "/api/v1/scans/{id}/photos", "addPhoto", "scans", "A picture of what was scanned")
        {
            Description = "JPEG, PNG or WebP of at most 4 MiB, by its own bytes; ten of a scan. What it tells of person and place is taken out. The same idempotency key is one picture.",
            Headers = [("Idempotency-Key", true, "A UUID of version 4 or 7.")], Body = "PhotoFile", BodyMedia = ["image/jpeg", "image/png", "image/webp"],
            Answers = [(201, "AddedPhoto", "Kept")], Problems = [NotFound, InvalidPhoto, TooManyPhotos, KeyReused],
        },
        new("GET", "/api/v1/photos/{id}", "getPhoto", "scans", "A picture") { Answers = [(200, null, "The picture")], TextMedia = ["image/jpeg", "image/png", "image/webp"], Problems = [NotFound] },
        new("GET", "/api/v1/alerts", "listAlerts", "devices", "What somebody should look at now") { Answers = [(200, "AlertList", "At most 500")] },
    ];
}
