using System.Text.Json.Nodes;

namespace Scanward.Server.OpenApi;

/// <summary>What goes over the wire, as JSON Schema (2020-12).</summary>
internal static class ApiSchemas
{
    /// <summary>Of requests, every member is named; of answers, those that a client builds on.</summary>
    private const string Schemas = """
        {
          "Problem": {"type": "object", "description": "RFC 9457.", "required": ["type", "title", "status", "code", "detail"], "properties": {
            "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"}, "code": {"type": "string"}, "detail": {"type": "string"}, "dead_letter_id": {"type": "string"},
            "errors": {"type": "array", "items": {"type": "object", "required": ["pointer", "code", "detail"], "properties": {"pointer": {"type": "string"}, "code": {"type": "string"}, "detail": {"type": "string"}}}}}},
          "Scan": {"type": "object", "additionalProperties": false, "required": ["scan_timestamp", "operator_id", "scan_type"], "properties": {
            "asset_id": {"type": "string", "minLength": 8, "maxLength": 64}, "tag": {"type": "string", "minLength": 1, "maxLength": 2048}, "scan_timestamp": {"type": "string", "format": "date-time"},
            "operator_id": {"type": "string", "minLength": 1, "maxLength": 64}, "scan_type": {"enum": ["corrective", "preventive", "inspection"]}, "idempotency_key": {"type": "string", "format": "uuid"},
            "geolocation": {"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": "number"}}, "failure_mode": {"type": "string", "maxLength": 64}, "note": {"type": "string", "maxLength": 2000},
            "readings": {"type": "object", "additionalProperties": {"type": "number"}}, "symbology": {"type": "string"}, "sent_at": {"type": "string", "format": "date-time"},
            "device": {"type": "object", "additionalProperties": false, "properties": {"id": {"type": "string"}, "battery_percent": {"type": "integer", "minimum": 0, "maximum": 100}, "firmware": {"type": "string"}}}}},
          "ScanBatch": {"type": "array", "minItems": 1, "maxItems": 1000, "items": {"$ref": "#/components/schemas/Scan"}},
          "WorkOrderRef": {"type": ["object", "null"], "properties": {"id": {"type": "string"}, "number": {"type": "string"}}},
          "ScanAck": {"type": "object", "required": ["scan_id", "status", "reason"], "properties": {
            "scan_id": {"type": "string"}, "status": {"enum": ["routed", "duplicate", "waiting_parts", "review", "resolving", "dead_letter", "quarantined"]}, "outcome": {"type": "string"}, "priority": {"type": ["integer", "null"]},
            "work_order": {"$ref": "#/components/schemas/WorkOrderRef"}, "assigned": {"type": ["object", "null"]}, "response": {"type": ["object", "null"]}, "parts": {"type": "array", "items": {"type": "object"}},
            "repeat": {"enum": ["same_scan", "same_fault", "recall"]}, "pm_due": {"type": "string", "format": "date"},
            "yours": {"type": "object", "properties": {"work_order_id": {"type": "string"}, "state": {"type": "string"}, "next": {"type": "string"}, "change": {"type": "string"}, "revision": {"type": "integer"}}},
            "reason": {"type": "string"}, "explanation": {"type": "string"}, "dead_letter_id": {"type": "string"}}},
          "BatchAnswer": {"type": "object", "required": ["items"], "properties": {"items": {"type": "array", "items": {"type": "object", "required": ["status"], "properties": {
            "status": {"type": "integer"}, "ack": {"$ref": "#/components/schemas/ScanAck"}, "problem": {"$ref": "#/components/schemas/Problem"}}}}}},
          "ScanStory": {"type": "object", "required": ["scan_id", "status", "ack"], "properties": {"scan_id": {"type": "string"}, "status": {"type": "string"}, "ack": {"$ref": "#/components/schemas/ScanAck"}}},
          "Explanation": {"type": "object", "required": ["decision", "policy", "hash", "facts", "row", "reason"], "properties": {"decision": {"type": "string"}, "policy": {"type": "string"}, "hash": {"type": "string"},
            "facts": {"type": "object"}, "row": {"type": "string"}, "reason": {"type": "string"}}},
          "WorkOrderState": {"enum": ["waiting_parts", "open", "assigned", "in_progress", "on_hold", "completed", "closed", "cancelled"]},
          "WorkOrder": {"type": "object", "required": ["id", "number", "site", "title", "kind", "state", "outcome", "priority", "asset", "opened_at", "revision"], "properties": {
            "id": {"type": "string"}, "number": {"type": "string"}, "site": {"type": "string"}, "title": {"type": "string"}, "kind": {"enum": ["corrective", "preventive", "inspection"]},
            "state": {"$ref": "#/components/schemas/WorkOrderState"}, "outcome": {"type": "string"}, "priority": {"type": "integer"},
            "asset": {"type": "object", "properties": {"asset_id": {"type": "string"}, "name": {"type": "string"}}}, "technician": {"type": ["string", "null"]}, "crew": {"type": ["string", "null"]},
            "opened_at": {"type": "string", "format": "date-time"}, "done_by": {"type": ["string", "null"], "format": "date-time"}, "revision": {"type": "integer"},
            "parts": {"type": "array", "items": {"type": "object"}}, "reports": {"type": "array", "items": {"type": "object"}}, "history": {"type": "array", "items": {"type": "object"}}}},
          "WorkOrderChange": {"type": "object", "additionalProperties": false, "properties": {
            "operator_id": {"type": "string", "maxLength": 64}, "state": {"$ref": "#/components/schemas/WorkOrderState"}, "technician": {"type": "string"}, "crew": {"type": "string"}, "priority": {"type": "integer", "minimum": 1, "maximum": 4},
            "labour_minutes": {"type": "integer", "minimum": 0}, "parts_used": {"type": "array", "items": {"type": "object", "additionalProperties": false, "required": ["part", "quantity"], "properties": {
              "part": {"type": "string"}, "quantity": {"type": "integer", "minimum": 1}}}},
            "readings": {"type": "object", "additionalProperties": {"type": "number"}}, "cause": {"type": "string"}, "remedy": {"type": "string"}, "note": {"type": "string", "maxLength": 2000}, "reason": {"type": "string", "maxLength": 500}}},
          "AssetRow": {"type": "object", "required": ["asset_id", "name", "site", "class", "criticality", "revision"], "properties": {"asset_id": {"type": "string"}, "name": {"type": "string"}, "site": {"type": "string"},
            "class": {"type": "string"}, "criticality": {"type": "integer"}, "revision": {"type": "integer"}}},
          "Asset": {"type": "object", "description": "The members of docs/plant-file.md.", "properties": {"id": {"type": "string"}, "name": {"type": "string"}, "site": {"type": "string"}, "class": {"type": "string"},
            "criticality": {"type": "integer", "minimum": 1, "maximum": 5}, "location": {"type": ["string", "null"]}, "tags": {"type": "array", "items": {"type": "string"}}, "repairs": {"type": "object"}, "preventive": {"type": "object"}}},
          "TagList": {"type": "object", "required": ["items"], "properties": {"items": {"type": "array", "items": {"type": "object", "properties": {"tag": {"type": "string"}, "since": {"type": "string"}, "until": {"type": ["string", "null"]}}}}}},
          "NewTag": {"type": "object", "additionalProperties": false, "required": ["tag"], "properties": {"tag": {"type": "string", "maxLength": 2048}, "replaces": {"type": "string"}, "claim": {"type": "boolean"},
            "reason": {"type": "string"}, "operator_id": {"type": "string"}}},
          "RetiredTag": {"type": "object", "additionalProperties": false, "required": ["tag"], "properties": {"tag": {"type": "string"}, "reason": {"type": "string"}, "operator_id": {"type": "string"}}},
          "Reason": {"type": "object", "additionalProperties": false, "properties": {"reason": {"type": "string", "maxLength": 500}, "operator_id": {"type": "string"}}},
          "Retired": {"type": "object", "required": ["id", "retired"], "properties": {"id": {"type": "string"}, "retired": {"type": "boolean"}}},
          "Site": {"type": "object", "description": "The members of docs/plant-file.md.", "properties": {"id": {"type": "string"}, "name": {"type": "string"}, "code": {"type": "string"}, "time_zone": {"type": "string"}, "hours": {"type": "object"},
            "holidays": {"type": "array", "items": {"type": "string", "format": "date"}}}},
          "Crew": {"type": "object", "properties": {"id": {"type": "string"}, "name": {"type": "string"}, "site": {"type": "string"}}},
          "Technician": {"type": "object", "description": "The members of docs/plant-file.md.", "properties": {"id": {"type": "string"}, "name": {"type": "string"}, "crew": {"type": "string"}, "skills": {"type": "array", "items": {"type": "string"}},
            "shifts": {"type": "array", "items": {"type": "object"}}, "absences": {"type": "array", "items": {"type": "object"}}}},
          "PartName": {"type": "object", "properties": {"id": {"type": "string"}, "name": {"type": "string"}, "unit": {"type": "string"}}},
          "Stock": {"type": ["object", "null"], "properties": {"on_hand": {"type": "integer"}, "reserved": {"type": "integer"}, "available": {"type": "integer"}, "on_order": {"type": "integer"}, "safety_stock": {"type": "integer"}}},
          "Part": {"type": "object", "required": ["part", "name", "unit", "stock"], "properties": {"part": {"type": "string"}, "name": {"type": "string"}, "unit": {"type": "string"}, "stock": {"$ref": "#/components/schemas/Stock"}}},
          "StockSettings": {"type": "object", "additionalProperties": false, "properties": {"safety_stock": {"type": "integer", "minimum": 0}, "reorder_point": {"type": ["integer", "null"], "minimum": 0},
            "reorder_quantity": {"type": ["integer", "null"], "minimum": 1}, "lead_time_days": {"type": ["integer", "null"], "minimum": 0}, "operator_id": {"type": "string"}}},
          "StockMove": {"type": "object", "required": ["id", "part", "kind", "on_hand", "reserved", "at"], "properties": {"id": {"type": "string"}, "part": {"type": "string"}, "kind": {"type": "string"}, "on_hand": {"type": "integer"},
            "reserved": {"type": "integer"}, "at": {"type": "string", "format": "date-time"}}},
          "Receipt": {"type": "object", "additionalProperties": false, "required": ["quantity", "delivery"], "properties": {"quantity": {"type": "integer", "minimum": 1}, "delivery": {"type": "string", "maxLength": 100},
            "replenishment_id": {"type": "string"}, "note": {"type": "string"}, "operator_id": {"type": "string"}}},
          "Adjustment": {"type": "object", "additionalProperties": false, "required": ["change", "note"], "properties": {"change": {"type": "integer"}, "note": {"type": "string"}, "reference": {"type": "string"}, "operator_id": {"type": "string"}}},
          "Count": {"type": "object", "additionalProperties": false, "required": ["on_hand"], "properties": {"on_hand": {"type": "integer", "minimum": 0}, "note": {"type": "string"}, "operator_id": {"type": "string"}}},
          "Shipment": {"type": "object", "additionalProperties": false, "required": ["to_site", "quantity"], "properties": {"to_site": {"type": "string"}, "quantity": {"type": "integer", "minimum": 1}, "reference": {"type": "string"},
            "note": {"type": "string"}, "operator_id": {"type": "string"}}},
          "Booking": {"type": "object", "required": ["move_id", "stock", "released", "still_waiting"], "properties": {"move_id": {"type": "string"}, "stock": {"$ref": "#/components/schemas/Stock"},
            "released": {"type": "array", "items": {"type": "object", "properties": {"id": {"type": "string"}, "number": {"type": "string"}, "priority": {"type": "integer"}, "state": {"type": "string"}, "technician": {"type": ["string", "null"]}}}},
            "cancelled": {"type": "integer"}, "still_waiting": {"type": "integer"}}},
          "Sent": {"type": "object", "required": ["transfer_id", "stock"], "properties": {"transfer_id": {"type": "string"}, "stock": {"$ref": "#/components/schemas/Stock"}}},
          "Arrival": {"type": "object", "additionalProperties": false, "properties": {"quantity": {"type": "integer", "minimum": 0}, "operator_id": {"type": "string"}}},
          "Transfer": {"type": "object", "required": ["id", "part", "quantity", "from_site", "to_site", "state"], "properties": {"id": {"type": "string"}, "part": {"type": "string"}, "quantity": {"type": "integer"}, "from_site": {"type": "string"},
            "to_site": {"type": "string"}, "state": {"enum": ["sent", "received"]}}},
          "Replenishment": {"type": "object", "required": ["id", "part", "quantity", "state"], "properties": {"id": {"type": "string"}, "part": {"type": "string"}, "quantity": {"type": "integer"},
            "state": {"enum": ["open", "ordered", "received", "cancelled"]}, "eta": {"type": ["string", "null"], "format": "date-time"}}},
          "ReplenishmentChange": {"type": "object", "additionalProperties": false, "required": ["state"], "properties": {"state": {"enum": ["ordered", "cancelled"]}, "quantity": {"type": "integer", "minimum": 1},
            "eta": {"type": "string", "format": "date-time"}, "operator_id": {"type": "string"}}},
          "DeadLetter": {"type": "object", "required": ["id", "code", "detail", "state"], "properties": {"id": {"type": "string"}, "code": {"type": "string"}, "detail": {"type": "string"}, "state": {"enum": ["open", "replayed", "discarded"]},
            "raw_base64": {"type": "string"}}},
          "ReplayOne": {"type": "object", "additionalProperties": false, "properties": {"dry_run": {"type": "boolean"}, "operator_id": {"type": "string"}}},
          "LetterFilter": {"type": "object", "additionalProperties": false, "properties": {"code": {"type": "string"}, "since": {"type": "string", "format": "date-time"}, "until": {"type": "string", "format": "date-time"}, "dry_run": {"type": "boolean"},
            "most": {"type": "integer", "minimum": 1, "maximum": 1000}, "per_second": {"type": "integer", "minimum": 1, "maximum": 1000}, "after": {"type": "string"}, "reason": {"type": "string"}, "operator_id": {"type": "string"}}},
          "DeadLetterResult": {"type": "object", "required": ["id", "result"], "properties": {"id": {"type": "string"}, "result": {"enum": ["replayed", "closed_before", "failed", "would_replay", "discarded"]}, "why": {"type": ["string", "null"]},
            "scan_id": {"type": ["string", "null"]}}},
          "DeadLetterResults": {"type": "object", "required": ["dry_run", "counts", "items", "next"], "properties": {"dry_run": {"type": "boolean"}, "counts": {"type": "object"},
            "items": {"type": "array", "items": {"$ref": "#/components/schemas/DeadLetterResult"}}, "next": {"type": ["string", "null"]}}},
          "Key": {"type": "object", "required": ["id", "site", "role", "name", "state"], "properties": {"id": {"type": "string"}, "site": {"type": "string"}, "role": {"enum": ["device", "operator", "admin"]}, "name": {"type": "string"}, "state": {"enum": ["valid", "expired", "revoked"]},
            "created_at": {"type": "string", "format": "date-time"}, "created_by": {"type": "string"}, "expires_at": {"type": ["string", "null"], "format": "date-time"}, "rotated_at": {"type": ["string", "null"], "format": "date-time"},
            "older_end_at": {"type": ["string", "null"], "format": "date-time"}, "revoked_at": {"type": ["string", "null"], "format": "date-time"}, "revoked_by": {"type": ["string", "null"]},
            "used_at": {"type": ["string", "null"], "format": "date-time"}, "quarantined": {"type": "integer"}}},
          "NewKey": {"type": "object", "additionalProperties": false, "required": ["name", "role"], "properties": {"name": {"type": "string", "maxLength": 64}, "role": {"enum": ["device", "operator", "admin"]},
            "site": {"type": "string"}, "expires_at": {"type": "string", "format": "date-time"}}},
          "MadeKey": {"allOf": [{"$ref": "#/components/schemas/Key"}], "type": "object", "required": ["key"], "properties": {"key": {"type": "string", "description": "The key itself, shown this once."}}},
          "Rotation": {"type": "object", "additionalProperties": false, "properties": {"overlap_minutes": {"type": "integer", "minimum": 0, "maximum": 10080}}},
          "AuditEntry": {"type": "object", "required": ["number", "at", "site", "actor", "key", "action", "entity", "entity_id", "before", "after", "hash"], "properties": {"number": {"type": "integer"},
            "at": {"type": "string", "format": "date-time"}, "site": {"type": "string"}, "actor": {"type": "string"}, "key": {"type": ["string", "null"]}, "action": {"type": "string"}, "entity": {"type": "string"},
            "entity_id": {"type": "string"}, "before": {"type": ["object", "null"]}, "after": {"type": ["object", "null"]}, "hash": {"type": "string", "pattern": "^[0-9a-f]{64}$"}}},
          "Figures": {"type": "object", "description": "As docs/figures.md tells."},
          "EmbeddedAsset": {"type": "object", "required": ["asset_id", "criticality_score"], "properties": {"asset_id": {"type": "string"}, "criticality_score": {"type": "integer"}, "next_pm_date": {"type": ["string", "null"]},
            "spare_parts_inventory": {"type": "object", "additionalProperties": {"type": "integer"}}}},
          "WorkRequest": {"type": "object", "additionalProperties": false, "required": ["asset_id"], "properties": {"asset_id": {"type": "string"}, "description": {"type": "string", "maxLength": 2000}, "kind": {"enum": ["corrective", "preventive", "inspection"]},
            "priority": {"type": "integer", "minimum": 1, "maximum": 4}, "failure_mode": {"type": "string"}}},
          "OrderedWork": {"type": "object", "required": ["wo_id", "asset_id", "priority"], "properties": {"wo_id": {"type": "string"}, "asset_id": {"type": "string"}, "priority": {"type": "integer"}, "assigned_to": {"type": ["string", "null"]},
            "response_window_minutes": {"type": ["integer", "null"]}, "url": {"type": "string"}}},
          "Readiness": {"type": "object", "required": ["ready", "reasons", "checks"], "properties": {"ready": {"type": "boolean"}, "reasons": {"type": "array", "items": {"type": "string"}}, "checks": {"type": "array", "items": {"type": "object"}}}},
          "OpenApi": {"type": "object"}
        }
        """;

    public static JsonObject Make() => JsonNode.Parse(Schemas)!.AsObject();
}
