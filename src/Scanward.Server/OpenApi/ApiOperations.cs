using System.Collections.Immutable;
using static Scanward.Server.Problems;

namespace Scanward.Server.OpenApi;

/// <summary>Every request that the API takes; a test compares them with what the server maps.</summary>
internal static partial class ApiOperations
{
    public static readonly ImmutableSortedDictionary<string, string> Tags = new Dictionary<string, string>
    {
        ["scans"] = "Scans in, and what became of them.",
        ["work orders"] = "From the scan to the end of the work.",
        ["registry"] = "Sites, assets with their tags, crews and technicians.",
        ["parts"] = "Parts, their stock with its ledger, and what is ordered or on its way.",
        ["dead letters"] = "What was refused or given up.",
        ["labels"] = "Labels of assets and blank ones, ready to print.",
        ["connectors"] = "Maintenance systems that are connected.",
        ["access"] = "Keys and the audit log.",
        ["devices"] = "What people scan with: enrolment, how it stands, and what it says of itself.",
        ["figures"] = "What is measured.",
        ["embedded"] = "The embedded maintenance system's own small contract.",
        ["server"] = "The server itself.",
    }.ToImmutableSortedDictionary();

    public static readonly ImmutableArray<ApiOperation> All = [.. Scans(), .. WorkOrders(), .. Registry(), .. Parts(), .. Labels(), .. Letters(), .. Access(), .. Devices(), .. Figures(), .. Embedded(), .. Server()];

    private static IEnumerable<ApiOperation> Scans() =>
    [
        new("POST", "/api/v1/scans", "sendScan", "scans", "Takes one scan and answers with what happens now")
        {
            Description = "The same idempotency key gets the same answer, byte for byte.", Body = "Scan", Headers = [("Idempotency-Key", false, "A UUID of version 4 or 7, where it does not stand in the body.")],
            BodyExample = """{"asset_id": "AHU-000123", "scan_timestamp": "2026-11-24T16:00:00Z", "operator_id": "op-17", "scan_type": "corrective", "failure_mode": "bearing_noise", "idempotency_key": "6f1c2a9e-58d3-4b7a-9c41-0e6d3f2b8a17"}""",
            Answers = [(200, "ScanAck", "Routed, and no work order was made: a duplicate, or a review by a person"), (201, "ScanAck", "A work order was made, also one that waits for parts"), (202, "ScanAck", "Kept; its asset is still being looked up")],
            Problems = [InvalidScan, AssetUnknown, TagUnclaimed, NotThisSite, FirmwareTooOld, KeyReused, KeyInFlight, Busy, Internal],
        },
        new("POST", "/api/v1/scans/batch", "sendScans", "scans", "Takes up to 1,000 scans, and answers each")
        {
            Body = "ScanBatch", Answers = [(200, "BatchAnswer", "One result an item, in order")], Problems = [InvalidBatch, Busy],
            BodyExample = """[{"asset_id": "DOOR-00001", "scan_timestamp": "2026-11-24T16:00:00Z", "operator_id": "op-17", "scan_type": "inspection", "idempotency_key": "0193a2b4-7c10-7d55-8f21-3c5a9e0b7d46"}]""",
        },
        new("GET", "/api/v1/scans/{id}", "getScan", "scans", "A scan as it was taken, with its answer and what became of its dispatch")
        {
            Headers = [("Prefer", false, "wait=N: held until its dispatch has settled, or N seconds (at most 60) are over.")], Answers = [(200, "ScanStory", "The scan")], Problems = [NotFound],
        },
        new("GET", "/api/v1/scans/{id}/explanation", "explainScan", "scans", "Why it went where it went, decided again from the stored record") { Answers = [(200, "Explanation", "The explanation")], Problems = [NotFound] },
    ];

    private static IEnumerable<ApiOperation> WorkOrders() =>
    [
        new("GET", "/api/v1/work-orders", "listWorkOrders", "work orders", "Work orders, newest first")
        {
            IsList = true, Answers = [(200, "WorkOrder", "A page")],
            Query = [("state", "Only those in this state."), ("kind", "corrective, preventive or inspection."), ("outcome", "Where the scan went."), ("priority", "1 to 4."), ("crew", "A crew's id."), ("technician", "A technician's id."), ("asset_id", "An asset's id.")],
        },
        new("GET", "/api/v1/work-orders/{id}", "getWorkOrder", "work orders", "One work order, by id or number") { Answers = [(200, "WorkOrder", "The work order")], Problems = [NotFound] },
        new("PATCH", "/api/v1/work-orders/{id}", "changeWorkOrder", "work orders", "One step of its life, or something to note")
        {
            NeedsIfMatch = true, Body = "WorkOrderChange", BodyExample = """{"operator_id": "nc-t001", "state": "in_progress", "note": "On my way."}""",
            Answers = [(200, "WorkOrder", "As it is now")], Problems = [NotFound, InvalidBody, NotPermitted, NoSuchStep, NotEnoughStock],
        },
    ];

    private static IEnumerable<ApiOperation> Registry() =>
    [
        new("GET", "/api/v1/assets", "listAssets", "registry", "Assets, newest first")
        {
            IsList = true, Answers = [(200, "AssetRow", "A page")], Query = [("asset_id", "Its id."), ("class", "Its class."), ("name", "Its name."), ("criticality", "1 to 5."), ("state", "in_use or retired."), ("q", "Words of the id or name, or parts of them.")],
        },
        new("GET", "/api/v1/assets/{id}", "getAsset", "registry", "One asset") { Answers = [(200, "Asset", "As the plant file has it")], Problems = [NotFound] },
        Put("/api/v1/assets/{id}", "makeAsset", "Makes an asset", "Asset", """{"name": "Fan 1", "class": "fan", "criticality": 3, "tags": ["FAN-ONE"], "repairs": {"any": {"parts": {"bearing_6205": 1}}}}""", TagTaken, WrongState),
        Patch("/api/v1/assets/{id}", "changeAsset", "Changes an asset", "Asset", """{"criticality": 4, "location": "Roof"}""", TagTaken, WrongState),
        new("GET", "/api/v1/assets/{id}/tags", "listTags", "registry", "The tags that an asset wears and has worn") { Answers = [(200, "TagList", "The tags")], Problems = [NotFound] },
        Post("/api/v1/assets/{id}/tags", "addTag", "registry", "One tag more", "NewTag", """{"tag": "LABEL-2", "reason": "new label"}""", 200, "Asset", NotFound, TagTaken, WrongState),
        Post("/api/v1/assets/{id}/tags/retire", "retireTag", "registry", "One tag less", "RetiredTag", """{"tag": "LABEL-2", "reason": "lost"}""", 200, "Asset", NotFound, WrongState),
        Post("/api/v1/assets/{id}/retire", "retireAsset", "registry", "Takes an asset out of use", "Reason", """{"reason": "scrapped"}""", 200, "Asset", NotFound, WrongState),
        new("GET", "/api/v1/sites", "listSites", "registry", "The site of the key") { IsList = true, Answers = [(200, "Site", "A page")] },
        new("GET", "/api/v1/sites/{id}", "getSite", "registry", "One site") { Answers = [(200, "Site", "As the plant file has it")], Problems = [NotFound] },
        Put("/api/v1/sites/{id}", "makeSite", "Makes a site, with a key for all sites", "Site", """{"name": "East depot", "code": "ED", "time_zone": "Europe/Amsterdam", "hours": {"mon-fri": "07:00-18:00"}}""", WrongState),
        Patch("/api/v1/sites/{id}", "changeSite", "Changes a site", "Site", """{"holidays": ["2026-12-25"]}"""),
        Post("/api/v1/sites/{id}/retire", "retireSite", "registry", "Takes a site out of use, with a key for all sites", "Reason", """{"reason": "sold"}""", 200, "Retired", NotFound, WrongState),
        new("GET", "/api/v1/crews", "listCrews", "registry", "Crews, in order of their ids") { IsList = true, Answers = [(200, "Crew", "A page")] },
        new("GET", "/api/v1/crews/{id}", "getCrew", "registry", "One crew") { Answers = [(200, "Crew", "The crew")], Problems = [NotFound] },
        Put("/api/v1/crews/{id}", "makeCrew", "Makes a crew", "Crew", """{"name": "Night shift"}"""),
        Patch("/api/v1/crews/{id}", "changeCrew", "Changes a crew", "Crew", """{"name": "Nights"}"""),
        Post("/api/v1/crews/{id}/retire", "retireCrew", "registry", "Takes a crew out of use", "Reason", """{"reason": "days only"}""", 200, "Retired", NotFound, WrongState),
        new("POST", "/api/v1/plant", "importPlant", "registry", "Brings a plant, or a part of one, into the registry: all of it or, with any fault, nothing")
        {
            Description = "A plant file in YAML, or CSV files as the files of a form or as a ZIP. Entries that the registry has are replaced, others are added, none is taken away; the same plant twice changes nothing.",
            Body = "PlantFile", BodyMedia = ["application/yaml", "application/zip", "multipart/form-data"], Query = [("dry_run", "true only checks."), ("delimiter", "comma, semicolon or tab, where the headers of CSV files do not tell.")],
            Answers = [(200, "PlantImport", "Brought in, or checked")], Problems = [InvalidPlant, InvalidQuery, MalformedRequest],
        },
        new("GET", "/api/v1/plant", "exportPlant", "registry", "The registry as a plant file, or as a ZIP of CSV files, that an import takes")
        {
            Query = [("format", "yaml or csv.")], Answers = [(200, null, "The file")], TextMedia = ["application/yaml", "application/zip"], Problems = [InvalidQuery],
        },
        new("GET", "/api/v1/technicians", "listTechnicians", "registry", "Technicians, in order of their ids")
        {
            IsList = true, Answers = [(200, "Technician", "A page")], Query = [("crew", "A crew's id."), ("skill", "A skill."), ("role", "A role."), ("q", "Part of the name or id.")],
        },
        new("GET", "/api/v1/technicians/{id}", "getTechnician", "registry", "One technician") { Answers = [(200, "Technician", "The technician")], Problems = [NotFound] },
        Put("/api/v1/technicians/{id}", "makeTechnician", "Makes a technician", "Technician", """{"name": "Zoe", "crew": "nc_mech", "skills": ["hvac"], "shifts": [{"days": "mon-fri", "hours": "06:00-14:00"}]}"""),
        Patch("/api/v1/technicians/{id}", "changeTechnician", "Changes a technician", "Technician", """{"absences": [{"from": "2026-12-24", "to": "2027-01-02"}]}"""),
        Post("/api/v1/technicians/{id}/retire", "retireTechnician", "registry", "Takes a technician off the roster", "Reason", """{"reason": "moved away"}""", 200, "Retired", NotFound, WrongState),
    ];

    private static IEnumerable<ApiOperation> Parts() =>
    [
        new("GET", "/api/v1/parts", "listParts", "parts", "Parts with the site's stock of them") { IsList = true, Answers = [(200, "Part", "A page")], Query = [("name", "Its name.")] },
        new("GET", "/api/v1/parts/{id}", "getPart", "parts", "One part") { Answers = [(200, "Part", "The part")], Problems = [NotFound] },
        Put("/api/v1/parts/{id}", "makePart", "Makes a part", "PartName", """{"name": "V-belt", "unit": "metre"}""", "parts"),
        Patch("/api/v1/parts/{id}", "changePart", "Changes a part's name or unit", "PartName", """{"name": "V-belt, 13 mm"}""", "parts"),
        new("GET", "/api/v1/parts/{id}/stock", "getStockSettings", "parts", "How much of it the site wants to have") { Answers = [(200, "StockSettings", "The settings")], Problems = [NotFound] },
        new("PUT", "/api/v1/parts/{id}/stock", "setStockSettings", "parts", "Sets how much of it the site wants to have")
        {
            Body = "StockSettings", BodyExample = """{"safety_stock": 2, "reorder_point": 4, "reorder_quantity": 10, "lead_time_days": 5}""", Answers = [(200, "StockSettings", "As it is now"), (201, "StockSettings", "Stocked from now on")],
            Headers = [("If-Match", false, "The ETag that was seen, or *; left out where the site does not stock it yet.")], Problems = [NotFound, InvalidBody, PreconditionRequired, Stale],
        },
        new("GET", "/api/v1/parts/{id}/moves", "listMoves", "parts", "The ledger, newest first")
        {
            IsList = true, Answers = [(200, "StockMove", "A page")], Query = [("kind", "receive, reserve and so on."), ("reference", "A delivery's number."), ("work_order_id", "A work order's id.")],
        },
        Post("/api/v1/parts/{id}/receive", "receivePart", "parts", "A delivery came; what waits for it is routed again at once", "Receipt", """{"quantity": 5, "delivery": "DN-4711"}""", 201, "Booking", NotFound, AlreadyBooked, WrongState, NotEnoughStock),
        Post("/api/v1/parts/{id}/adjust", "adjustPart", "parts", "Corrects a stock by a difference", "Adjustment", """{"change": -1, "note": "dropped"}""", 201, "Booking", NotFound, AlreadyBooked, NotEnoughStock),
        Post("/api/v1/parts/{id}/count", "countPart", "parts", "What was counted on the shelf", "Count", """{"on_hand": 70}""", 201, "Booking", NotFound, NotEnoughStock),
        Post("/api/v1/parts/{id}/send", "sendPart", "parts", "Sends stock to another site", "Shipment", """{"to_site": "south-plant", "quantity": 2}""", 201, "Sent", NotFound, AlreadyBooked, NotEnoughStock),
        Post("/api/v1/parts/{id}/retire", "retirePart", "parts", "The site stocks it no more", "Reason", """{"reason": "replaced by another"}""", 200, "Retired", NotFound, WrongState),
        new("GET", "/api/v1/transfers", "listTransfers", "parts", "What the site has sent, and what is sent to it") { IsList = true, Answers = [(200, "Transfer", "A page")], Query = [("state", "sent or received."), ("part", "A part's id.")] },
        Post("/api/v1/transfers/{id}/receive", "receiveTransfer", "parts", "Stock from another site has arrived", "Arrival", """{"quantity": 2}""", 201, "Booking", NotFound, AlreadyBooked),
        new("GET", "/api/v1/replenishments", "listReplenishments", "parts", "What is to be ordered") { IsList = true, Answers = [(200, "Replenishment", "A page")], Query = [("state", "open, ordered, received or cancelled."), ("part", "A part's id.")] },
        new("GET", "/api/v1/replenishments/{id}", "getReplenishment", "parts", "One of them") { Answers = [(200, "Replenishment", "The replenishment")], Problems = [NotFound] },
        new("PATCH", "/api/v1/replenishments/{id}", "changeReplenishment", "parts", "Ordered, or cancelled")
        {
            Body = "ReplenishmentChange", BodyExample = """{"state": "ordered", "quantity": 12, "eta": "2026-12-01T12:00:00Z"}""", Answers = [(200, "Replenishment", "As it is now")], Problems = [NotFound, InvalidBody, WrongState],
        },
    ];

    private static IEnumerable<ApiOperation> Labels() =>
    [
        new("POST", "/api/v1/labels", "makeLabels", "labels", "Labels of assets, ready to print")
        {
            Description = "Each label is read back and looked up before it is made; one that would not lead to its asset is refused.", Body = "LabelOrder", BodyExample = """{"assets": ["AHU-000123"], "preset": "L7160"}""",
            Answers = [(200, null, "The file; a ZIP where svg or png has several pages")], TextMedia = LabelMedia, Problems = [InvalidBody, LabelsRefused, TooLarge],
        },
        new("POST", "/api/v1/labels/blank", "makeBlankLabels", "labels", "Labels with new tags, which are claimed with their first scan")
        {
            Body = "BlankLabelOrder", BodyExample = """{"count": 12, "preset": "L7651"}""",
            Answers = [(200, null, "The file; a ZIP where svg or png has several pages")], TextMedia = LabelMedia, Problems = [InvalidBody, LabelsRefused, TooLarge],
        },
        new("GET", "/api/v1/labels/presets", "listLabelPresets", "labels", "What labels can be printed on without measuring it") { Answers = [(200, "LabelPresetList", "The presets")] },
    ];

    private static IEnumerable<ApiOperation> Letters() =>
    [
        new("GET", "/api/v1/dead-letters", "listDeadLetters", "dead letters", "What was refused or given up, newest first") { IsList = true, Answers = [(200, "DeadLetter", "A page")], Query = [("code", "Why, such as asset_unknown."), ("connector", "Of messages: for which connector."), ("state", "open, replayed or discarded.")] },
        new("GET", "/api/v1/dead-letters/{id}", "getDeadLetter", "dead letters", "One of them, with its bytes") { Answers = [(200, "DeadLetter", "The dead letter")], Problems = [NotFound] },
        new("GET", "/api/v1/connectors", "listConnectors", "connectors", "The maintenance systems that are connected, and how they stand") { Answers = [(200, "ConnectorList", "The connectors")] },
        new("GET", "/api/v1/connectors/{name}/conflicts", "listConflicts", "connectors", "What a connected system says that could not be taken over")
        {
            Query = [("after", "The last subject of the page before.")], Answers = [(200, "ConflictList", "A page")], Problems = [NotFound],
        },
        Post("/api/v1/connectors/{name}/resume", "resumeConnector", "connectors", "Tries at once what waits for its time", "NoMembers", "{}", 200, "ConnectorResumed", NotFound),
        Post("/api/v1/connectors/{name}/sync", "syncConnector", "connectors", "Begins a pull", "SyncRequest", """{"full": true}""", 202, "SyncBegun", NotFound, WrongState),
        new("POST", "/api/v1/connectors/{name}/push", "pushToConnector", "connectors", "What a connected system pushes, signed by it")
        {
            IsOpen = true, IsForSystems = true, Body = "Push", BodyExample = "{}", Answers = [(200, "PushTaken", "What came of it")], Problems = [NotFound, NotAuthenticated, InvalidBody, TooLarge],
        },
        Post("/api/v1/dead-letters/{id}/replay", "replayDeadLetter", "dead letters", "Routes it again, under the key that it always had", "ReplayOne", """{"dry_run": true}""", 200, "DeadLetterResult", NotFound),
        Post("/api/v1/dead-letters/{id}/discard", "discardDeadLetter", "dead letters", "Gives it up for good", "Reason", """{"reason": "a broken reader"}""", 200, "DeadLetterResult", NotFound),
        Post("/api/v1/dead-letters/replay", "replayDeadLetters", "dead letters", "Routes all open ones again that match", "LetterFilter", """{"code": "asset_unknown", "most": 100, "dry_run": true}""", 200, "DeadLetterResults"),
        Post("/api/v1/dead-letters/discard", "discardDeadLetters", "dead letters", "Gives up all open ones that match", "LetterFilter", """{"code": "malformed_json", "reason": "a broken reader", "dry_run": true}""", 200, "DeadLetterResults"),
    ];

    private static IEnumerable<ApiOperation> Access() =>
    [
        new("GET", "/api/v1/keys", "listKeys", "access", "Keys, newest first; never the keys themselves")
        {
            IsList = true, Answers = [(200, "Key", "A page")], Query = [("name", "What people call it."), ("role", "device, operator or admin."), ("site", "Its site's id, or * for all.")],
        },
        Post("/api/v1/keys", "makeKey", "access", "Makes a key, which is shown this once", "NewKey", """{"name": "scanner-2", "role": "device"}""", 201, "MadeKey"),
        new("GET", "/api/v1/keys/{id}", "getKey", "access", "One key") { Answers = [(200, "Key", "The key's data")], Problems = [NotFound] },
        Post("/api/v1/keys/{id}/rotate", "rotateKey", "access", "A new key for an old one, which goes on for a while", "Rotation", """{"overlap_minutes": 60}""", 200, "MadeKey", NotFound, WrongState),
        Post("/api/v1/keys/{id}/revoke", "revokeKey", "access", "Ends a key at once", "Reason", """{"reason": "lost"}""", 200, "Key", NotFound),
        new("GET", "/api/v1/audit", "listAudit", "access", "Who changed what, and when, newest first")
        {
            IsList = true, Answers = [(200, "AuditEntry", "A page")],
            Query = [("entity", "The kind of what was changed."), ("entity_id", "Its id."), ("actor", "Who."), ("key", "The id of the key that was used."), ("person", "The number of whoever was signed in."), ("action", "What was done.")],
        },
        new("GET", "/api/v1/people", "listPeople", "access", "People who may sign in at the site, or anywhere, newest first")
        {
            IsList = true, Answers = [(200, "Person", "A page")],
            Query = [("name", "The name that is shown."), ("role", "technician, planner, manager or admin."), ("sign_in_name", "What they type to sign in."), ("state", "active or disabled.")],
        },
        Post("/api/v1/people", "addPerson", "access", "Adds somebody, and makes the link with which they set their password, which is shown this once", "NewPerson", """{"sign_in_name": "denise", "name": "Denise Jansen", "roles": [{"site": "north-clinic", "role": "planner"}]}""", 201, "LinkedPerson", NotPermitted, NameTaken),
        new("GET", "/api/v1/people/{id}", "getPerson", "access", "One person") { Answers = [(200, "Person", "The person")], Problems = [NotFound] },
        new("PATCH", "/api/v1/people/{id}", "changePerson", "access", "Changes an account, and what the person may")
        {
            Description = "Members given replace, null removes (RFC 7396); roles are replaced as a whole, by a site's admin those at the site.", Body = "PersonChange", BodyExample = """{"roles": [{"site": "north-clinic", "role": "manager"}]}""", Answers = [(200, "Person", "As it is now")],
            Problems = [NotFound, InvalidBody, NotPermitted, NameTaken, WrongState],
        },
        Post("/api/v1/people/{id}/link", "linkPerson", "access", "Makes a link with which the person sets a password, shown this once", "NoMembers", "{}", 200, "LinkedPerson", NotFound, NotPermitted, WrongState),
        Post("/api/v1/people/{id}/disable", "disablePerson", "access", "Signs somebody out everywhere, and lets them in no more", "NoMembers", "{}", 200, "Person", NotFound, NotPermitted, WrongState),
        Post("/api/v1/people/{id}/enable", "enablePerson", "access", "Lets somebody in again", "NoMembers", "{}", 200, "Person", NotFound, NotPermitted),
    ];

    private static IEnumerable<ApiOperation> Figures() =>
    [
        new("GET", "/api/v1/metrics/routing", "getRoutingFigures", "figures", "Latencies, outcomes, refusals and backlogs of the site") { Answers = [(200, "Figures", "The figures")] },
        new("GET", "/api/v1/metrics/reliability", "getReliability", "figures", "MTBF, MTTR and PM compliance")
        {
            Query = [("asset_id", "Only of this asset."), ("class", "Only of this class."), ("since", "From when on.")], Answers = [(200, "Figures", "The figures")], Problems = [InvalidQuery, NotFound],
        },
        new("GET", "/metrics", "getMetrics", "figures", "All figures for Prometheus") { Answers = [(200, null, "Text format")] },
    ];

    private static IEnumerable<ApiOperation> Embedded() =>
    [
        new("GET", "/api/v2/assets/{assetId}", "getEmbeddedAsset", "embedded", "An asset with what is in stock for it") { Answers = [(200, "EmbeddedAsset", "The asset")], Problems = [NotFound] },
        new("POST", "/api/v2/workorders", "orderWork", "embedded", "Makes the work order that is asked for, past the policy")
        {
            Description = "A repeat of the key is answered 409, with the work order that it made.", Headers = [("Idempotency-Key", true, "Whatever says which request it is.")], Body = "WorkRequest", BodyExample = """{"asset_id": "AHU-000123", "description": "Belt squeals", "kind": "corrective", "priority": 3, "failure_mode": "belt_slip"}""",
            Answers = [(201, "OrderedWork", "The work order")], Problems = [InvalidWorkOrder, AssetUnknown, NotThisSite, WorkOrderExists, KeyInFlight, Busy, AssetUnresolved, Internal],
        },
    ];

    private static IEnumerable<ApiOperation> Server() =>
    [
        new("GET", "/healthz", "isAlive", "server", "Whether the process lives") { IsOpen = true, Answers = [(200, null, "It does")] },
        new("GET", "/readyz", "isReady", "server", "Whether scans can be taken, and why not") { IsOpen = true, Answers = [(200, "Readiness", "They can"), (503, "Readiness", "They cannot; the reasons say why")] },
        new("GET", "/problems/{code}", "explainProblem", "server", "What a problem's type leads to") { IsOpen = true, Answers = [(200, null, "Its title, and what to do")], Problems = [NotFound] },
        new("GET", "/openapi/v1.json", "getOpenApi", "server", "This document") { IsOpen = true, Answers = [(200, "OpenApi", "The document")] },
    ];

    private static ImmutableArray<string> LabelMedia => ["application/pdf", "image/svg+xml", "image/png", "application/vnd.zebra-zpl", "application/zip"];

    private static ApiOperation Put(string path, string id, string summary, string schema, string example, params ImmutableArray<ProblemKind> problems) => Put(path, id, summary, schema, example, "registry", problems);

    private static ApiOperation Put(string path, string id, string summary, string schema, string example, string tag, params ImmutableArray<ProblemKind> problems) => new("PUT", path, id, tag, summary)
    {
        Body = schema, BodyExample = example, Answers = [(201, schema, "Made")], Problems = [InvalidBody, PreconditionRequired, .. problems],
    };

    private static ApiOperation Patch(string path, string id, string summary, string schema, string example, params ImmutableArray<ProblemKind> problems) => Patch(path, id, summary, schema, example, "registry", problems);

    private static ApiOperation Patch(string path, string id, string summary, string schema, string example, string tag, params ImmutableArray<ProblemKind> problems) => new("PATCH", path, id, tag, summary)
    {
        Description = "Members given replace, null removes (RFC 7396).", NeedsIfMatch = true, Body = schema, BodyExample = example, Answers = [(200, schema, "As it is now")], Problems = [NotFound, InvalidBody, .. problems],
    };

    private static ApiOperation Post(string path, string id, string tag, string summary, string schema, string example, int status, string answer, params ImmutableArray<ProblemKind> problems) => new("POST", path, id, tag, summary)
    {
        Body = schema, BodyExample = example, Answers = [(status, answer, "Done")], Problems = [InvalidBody, .. problems],
    };
}
