namespace Scanward.Server.OpenApi;

/// <content>Devices.</content>
internal static partial class ApiSchemas
{
    private const string DeviceSchemas = """
        {
          "FirmwareStanding": {"type": "object", "required": ["version", "state", "minimum", "refuse_from", "detail"], "properties": {"version": {"type": ["string", "null"]}, "state": {"enum": ["ok", "warn", "refuse_new"]},
            "minimum": {"type": ["string", "null"]}, "refuse_from": {"type": ["string", "null"], "format": "date-time"}, "detail": {"type": ["string", "null"]}}},
          "Device": {"type": "object", "required": ["device_id", "site", "name", "state", "firmware", "created_at", "created_by", "quarantined"], "properties": {"device_id": {"type": "string"}, "site": {"type": "string"},
            "name": {"type": "string"}, "state": {"enum": ["awaiting_approval", "active", "refused", "revoked", "expired"]}, "confirm": {"type": ["string", "null"]}, "operator_id": {"type": ["string", "null"]},
            "operator_name": {"type": ["string", "null"]}, "model": {"type": ["string", "null"]}, "platform": {"type": ["string", "null"]}, "app_version": {"type": ["string", "null"]},
            "firmware": {"$ref": "#/components/schemas/FirmwareStanding"}, "battery_percent": {"type": ["integer", "null"]}, "pending": {"type": ["integer", "null"]},
            "oldest_pending_at": {"type": ["string", "null"], "format": "date-time"}, "reported_at": {"type": ["string", "null"], "format": "date-time"}, "last_seen_at": {"type": ["string", "null"], "format": "date-time"},
            "stale_since": {"type": ["string", "null"], "format": "date-time"}, "created_at": {"type": "string", "format": "date-time"}, "created_by": {"type": "string"},
            "decided_at": {"type": ["string", "null"], "format": "date-time"}, "decided_by": {"type": ["string", "null"]}, "rotated_at": {"type": ["string", "null"], "format": "date-time"},
            "expires_at": {"type": ["string", "null"], "format": "date-time"}, "revoked_at": {"type": ["string", "null"], "format": "date-time"}, "revoked_by": {"type": ["string", "null"]}, "quarantined": {"type": "integer"}}},
          "NewEnrolment": {"type": "object", "additionalProperties": false, "properties": {"name": {"type": "string", "maxLength": 64}, "operator_id": {"type": "string", "maxLength": 64}, "site": {"type": "string"}}},
          "Enrolment": {"type": "object", "required": ["enrolment_id", "code", "url", "expires_at"], "properties": {"enrolment_id": {"type": "string"}, "code": {"type": "string"}, "url": {"type": "string"},
            "expires_at": {"type": "string", "format": "date-time"}}},
          "DeviceClaim": {"type": "object", "additionalProperties": false, "required": ["code"], "properties": {"code": {"type": "string", "maxLength": 64}, "name": {"type": "string", "maxLength": 64}, "model": {"type": "string", "maxLength": 64},
            "platform": {"type": "string", "maxLength": 64}, "firmware": {"type": "string", "maxLength": 64}, "app_version": {"type": "string", "maxLength": 32}}},
          "ClaimedDevice": {"type": "object", "required": ["device_id", "key", "confirm", "expires_at"], "properties": {"device_id": {"type": "string"}, "key": {"type": "string", "description": "The key itself, shown this once."},
            "confirm": {"type": "string", "description": "What both screens show."}, "expires_at": {"type": "string", "format": "date-time"}}},
          "OwnDevice": {"type": "object", "required": ["device_id", "state", "site", "site_name", "name", "firmware"], "properties": {"device_id": {"type": "string"}, "state": {"enum": ["awaiting_approval", "active", "refused", "revoked"]},
            "confirm": {"type": ["string", "null"]}, "site": {"type": "string"}, "site_name": {"type": "string"}, "name": {"type": "string"}, "operator_id": {"type": ["string", "null"]}, "operator_name": {"type": ["string", "null"]},
            "firmware": {"$ref": "#/components/schemas/FirmwareStanding"}}},
          "OwnReport": {"type": "object", "additionalProperties": false, "required": ["pending"], "properties": {"battery_percent": {"type": "integer", "minimum": 0, "maximum": 100}, "model": {"type": "string", "maxLength": 64},
            "firmware": {"type": "string", "maxLength": 64}, "app_version": {"type": "string", "maxLength": 32}, "pending": {"type": "integer", "minimum": 0}, "oldest_pending_at": {"type": "string", "format": "date-time"}}},
          "RotatedDevice": {"type": "object", "required": ["key", "old_ends_at"], "properties": {"key": {"type": "string", "description": "The key itself, shown this once."}, "old_ends_at": {"type": "string", "format": "date-time"}}},
          "DeviceChange": {"type": "object", "additionalProperties": false, "properties": {"name": {"type": "string", "maxLength": 64}, "operator_id": {"type": ["string", "null"], "maxLength": 64}}},
          "FirmwareRule": {"type": "object", "additionalProperties": false, "required": ["model", "minimum"], "properties": {"model": {"type": "string", "maxLength": 64, "description": "A * at the end stands for whatever follows."},
            "minimum": {"type": "string", "maxLength": 64}, "refuse_from": {"type": ["string", "null"], "format": "date-time"}}},
          "FirmwareRules": {"type": "object", "additionalProperties": false, "required": ["rules"], "properties": {"rules": {"type": "array", "maxItems": 200, "items": {"$ref": "#/components/schemas/FirmwareRule"}}}},
          "PhotoFile": {"type": "string", "format": "binary"},
          "AddedPhoto": {"type": "object", "required": ["photo_id", "url"], "properties": {"photo_id": {"type": "string"}, "url": {"type": "string"}}},
          "ScanPhoto": {"type": "object", "required": ["photo_id", "url", "media_type", "bytes", "at"], "properties": {"photo_id": {"type": "string"}, "url": {"type": "string"}, "media_type": {"type": "string"},
            "bytes": {"type": "integer"}, "at": {"type": "string", "format": "date-time"}}},
          "Alert": {"type": "object", "required": ["kind", "since", "site", "device_id", "name", "detail"], "properties": {"kind": {"enum": ["device_awaits_approval", "device_silent"]}, "since": {"type": "string", "format": "date-time"},
            "site": {"type": "string"}, "device_id": {"type": "string"}, "name": {"type": "string"}, "detail": {"type": "string"}}},
          "AlertList": {"type": "object", "required": ["items"], "properties": {"items": {"type": "array", "items": {"$ref": "#/components/schemas/Alert"}}}}
        }
        """;
}
