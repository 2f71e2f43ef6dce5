using System.Collections.Immutable;

namespace Scanward.Resolution.Plants.Demo;

/// <summary>A class of demo assets.</summary>
/// <param name="Id">Such as <c>air_handler</c>.</param>
/// <param name="Prefix">Of its assets' ids: <c>AHU</c> makes <c>AHU-000123</c>.</param>
/// <param name="PmEveryDays">Days between two preventive jobs.</param>
/// <param name="Meter">Meter that counts its use, with what it counts in a day; null for none.</param>
internal sealed record DemoClass(
    string Id,
    string Prefix,
    string Name,
    string[] Skills,
    int Minutes,
    (string Mode, JobNeed Need)[] Failures,
    int PmEveryDays,
    JobNeed PmJob,
    string[] Vendors,
    string[] Places,
    (string Name, int PerDay, int DueEvery)? Meter = null)
{
    public ImmutableArray<string> SkillList { get; } = [.. Skills.Order(StringComparer.Ordinal)];

    public ImmutableSortedDictionary<string, JobNeed> Repairs { get; } = Failures.ToImmutableSortedDictionary(
        failure => failure.Mode, failure => failure.Need, StringComparer.Ordinal);
}

/// <summary>What a demo plant is made of: asset classes with their usual failures, and the parts that repair them.</summary>
internal static class DemoCatalogue
{
    /// <summary>With the quantity that a site of 70 assets likes to have on the shelf, and the days a supplier takes.</summary>
    public static (PartDefinition Part, int Usual, int LeadTimeDays)[] Parts { get; } =
    [
        (new("bearing_6205", "Deep groove ball bearing 6205-2RS"), 12, 3),
        (new("bearing_6308", "Deep groove ball bearing 6308-2Z"), 8, 3),
        (new("seal_o_ring", "O-ring seal kit, NBR"), 20, 2),
        (new("filter_kit_v2", "Air filter kit F7, second version"), 16, 5),
        (new("v_belt_a42", "V-belt A42"), 10, 2),
        (new("coupling_insert", "Jaw coupling insert, size 24"), 6, 4),
        (new("mechanical_seal_28", "Mechanical shaft seal, 28 mm"), 5, 7),
        (new("fan_motor_ec", "EC fan motor, 1.1 kW"), 2, 21),
        (new("thermostatic_valve", "Thermostatic mixing valve, DN 25"), 4, 10),
        (new("refrigerant_r513a", "Refrigerant R-513A", "kg"), 40, 5),
        (new("compressor_oil_68", "Compressor oil, ISO VG 68", "litre"), 30, 4),
        (new("igniter_kit", "Burner igniter kit"), 4, 6),
        (new("flame_sensor", "Flame sensor, UV"), 3, 9),
        (new("contactor_32a", "Contactor, 32 A, 230 V coil"), 6, 3),
        (new("fuse_63a", "Fuse 63 A, gG"), 24, 2),
        (new("relay_24vdc", "Safety relay, 24 V DC"), 5, 5),
        (new("battery_12v_9ah", "Sealed lead-acid battery, 12 V 9 Ah"), 32, 8),
        (new("capacitor_45uf", "Run capacitor, 45 µF"), 8, 3),
        (new("door_roller_set", "Lift door roller set"), 4, 12),
        (new("brake_lining", "Brake lining, pair"), 4, 14),
        (new("conveyor_roller_60", "Conveyor roller, 60 mm"), 30, 6),
        (new("belt_fastener", "Belt fastener strip"), 10, 4),
        (new("photo_sensor_m18", "Photoelectric sensor, M18"), 8, 4),
        (new("hydraulic_oil_46", "Hydraulic oil, ISO VG 46", "litre"), 60, 3),
        (new("forklift_tyre_18x7", "Forklift tyre 18x7-8, solid"), 4, 9),
        (new("mast_chain", "Mast chain, leaf BL634", "metre"), 12, 15),
        (new("door_closer_en4", "Door closer, EN 4"), 6, 6),
        (new("smoke_seal", "Intumescent smoke seal", "metre"), 40, 5),
        (new("grease_cartridge", "Grease cartridge, EP 2"), 24, 2),
    ];

    public static DemoClass AirHandler { get; } = new(
        "air_handler", "AHU", "Air handler", ["hvac", "mechanical"], 120,
        [
            ("bearing_noise", Job(150, ("bearing_6205", 2), ("grease_cartridge", 1))), ("belt_wear", Job(60, ("v_belt_a42", 2))),
            ("filter_clogged", Job(45, ("filter_kit_v2", 1))), ("no_airflow", Job(180, ("fan_motor_ec", 1))), ("vibration", Job(90)),
        ],
        90, Job(75, ("filter_kit_v2", 1), ("v_belt_a42", 1)), ["Nordluft", "Trane", "Daikin Applied"], ["roof", "plant room", "level 2 ceiling void"],
        ("run_hours", 18, 2000));

    private static readonly DemoClass Pump = new(
        "pump", "PMP", "Circulation pump", ["mechanical"], 90,
        [
            ("seal_leak", Job(120, ("mechanical_seal_28", 1), ("seal_o_ring", 1))), ("bearing_noise", Job(150, ("bearing_6308", 2))),
            ("no_flow", Job(90, ("coupling_insert", 1))), ("overheating", Job(60)),
        ],
        180, Job(40, ("seal_o_ring", 1), ("grease_cartridge", 1)), ["Grundfos", "Wilo", "KSB"], ["plant room", "basement", "pump house"], ("run_hours", 20, 4000));

    private static readonly DemoClass Chiller = new(
        "chiller", "CHL", "Chiller", ["hvac", "refrigeration"], 240,
        [
            ("refrigerant_low", Job(180, ("refrigerant_r513a", 6), ("seal_o_ring", 2))), ("high_head_pressure", Job(150)),
            ("compressor_trip", Job(300, ("contactor_32a", 1), ("compressor_oil_68", 8))), ("oil_leak", Job(200, ("compressor_oil_68", 4), ("seal_o_ring", 4))),
        ],
        120, Job(180, ("compressor_oil_68", 5)), ["Carrier", "Trane", "Johnson Controls"], ["roof", "energy centre"], ("run_hours", 14, 2500));

    private static readonly DemoClass Boiler = new(
        "boiler", "BLR", "Boiler", ["gas", "mechanical"], 180,
        [
            ("ignition_failure", Job(120, ("igniter_kit", 1))), ("flame_loss", Job(90, ("flame_sensor", 1))), ("water_leak", Job(160, ("seal_o_ring", 3))),
            ("temperature_unstable", Job(100, ("thermostatic_valve", 1))),
        ],
        365, Job(240, ("igniter_kit", 1), ("seal_o_ring", 2)), ["Viessmann", "Bosch Thermotechnik", "Weil-McLain"], ["boiler room", "energy centre"]);

    private static readonly DemoClass Lift = new(
        "lift", "LFT", "Passenger lift", ["electrical", "lift"], 150,
        [
            ("door_jam", Job(60, ("door_roller_set", 1))), ("not_levelling", Job(120, ("brake_lining", 1))), ("call_button_dead", Job(40)),
            ("stopped_between_floors", Job(180, ("relay_24vdc", 1))),
        ],
        30, Job(60, ("grease_cartridge", 1)), ["KONE", "Schindler", "Otis"], ["lobby", "east wing", "goods entrance"]);

    private static readonly DemoClass Ups = new(
        "ups", "UPS", "Uninterruptible power supply", ["electrical"], 90,
        [
            ("battery_low", Job(90, ("battery_12v_9ah", 8))), ("on_bypass", Job(120, ("fuse_63a", 3))), ("fan_failure", Job(60)), ("overload_alarm", Job(45)),
        ],
        180, Job(60), ["Eaton", "Vertiv", "Schneider Electric"], ["server room", "switch room", "imaging suite"]);

    private static readonly DemoClass Generator = new(
        "generator", "GEN", "Standby generator", ["electrical", "mechanical"], 180,
        [
            ("failed_to_start", Job(120, ("battery_12v_9ah", 2))), ("fuel_leak", Job(150, ("seal_o_ring", 2))), ("low_oil_pressure", Job(90, ("compressor_oil_68", 6))),
        ],
        30, Job(90, ("compressor_oil_68", 2)), ["Cummins", "Caterpillar", "Perkins"], ["yard", "energy centre"], ("run_hours", 1, 250));

    private static readonly DemoClass Conveyor = new(
        "conveyor", "CNV", "Belt conveyor", ["mechanical"], 100,
        [
            ("belt_slip", Job(60, ("belt_fastener", 1))), ("roller_seized", Job(50, ("conveyor_roller_60", 2))), ("bearing_noise", Job(120, ("bearing_6205", 2))),
            ("sensor_fault", Job(40, ("photo_sensor_m18", 1))), ("motor_trip", Job(110, ("contactor_32a", 1))),
        ],
        60, Job(80, ("conveyor_roller_60", 1), ("grease_cartridge", 1)), ["Interroll", "Siemens Logistics", "Dematic"], ["line 1", "line 2", "line 3", "despatch hall"],
        ("run_hours", 16, 1000));

    private static readonly DemoClass Compressor = new(
        "air_compressor", "CMP", "Air compressor", ["mechanical"], 150,
        [
            ("low_pressure", Job(120, ("seal_o_ring", 2), ("v_belt_a42", 1))), ("overheating", Job(90, ("compressor_oil_68", 4))), ("bearing_noise", Job(200, ("bearing_6308", 2))),
            ("will_not_start", Job(100, ("capacitor_45uf", 1))),
        ],
        90, Job(120, ("compressor_oil_68", 4), ("filter_kit_v2", 1)), ["Atlas Copco", "Kaeser", "Ingersoll Rand"], ["compressor room", "utility block"], ("run_hours", 15, 2000));

    private static readonly DemoClass Forklift = new(
        "forklift", "FKL", "Forklift", ["mechanical", "vehicle"], 120,
        [
            ("hydraulic_leak", Job(120, ("hydraulic_oil_46", 10), ("seal_o_ring", 2))), ("brake_weak", Job(100, ("brake_lining", 1))), ("tyre_worn", Job(60, ("forklift_tyre_18x7", 2))),
            ("mast_noise", Job(140, ("mast_chain", 3))), ("will_not_charge", Job(60)),
        ],
        90, Job(110, ("hydraulic_oil_46", 5), ("grease_cartridge", 1)), ["Linde", "Jungheinrich", "Crown"], ["bay 1", "bay 4", "yard", "cold store"], ("run_hours", 7, 500));

    private static readonly DemoClass FireDoor = new(
        "fire_door", "FDR", "Fire door", ["carpentry"], 45,
        [("does_not_close", Job(40, ("door_closer_en4", 1))), ("seal_damaged", Job(30, ("smoke_seal", 5))), ("hold_open_failed", Job(45, ("relay_24vdc", 1)))],
        180, Job(15), ["Hörmann", "ASSA ABLOY"], ["stair A", "stair B", "ward corridor", "loading dock"]);

    /// <summary>The classes that each site has, commonest first; a class twice is twice as common.</summary>
    public static DemoClass[] ClassesOf(string siteId) => siteId switch
    {
        "north-clinic" => [AirHandler, Pump, FireDoor, AirHandler, Lift, Ups, Chiller, FireDoor, Boiler, Generator],
        "south-plant" => [Conveyor, Pump, Compressor, Conveyor, AirHandler, Forklift, Boiler, FireDoor],
        _ => [Forklift, Conveyor, FireDoor, Chiller, Forklift, Ups, Pump, Generator],
    };

    private static JobNeed Job(int minutes, params (string Part, int Quantity)[] parts) =>
        new([.. parts.Select(part => new PartNeed(part.Part, part.Quantity))], minutes);
}
