using NodaTime;
using Scanward.Ingestion.Tags;
using Scanward.Resolution.Plants;

namespace Scanward.Server.Tests.Hosting;

/// <summary>Plants for tests, small enough to know by heart.</summary>
internal static class TestPlants
{
    public const string North = "north-clinic";

    public const string South = "south-plant";

    /// <summary>When the tests' clocks start: a Tuesday, 10:00 in Chicago and 17:00 in Amsterdam; every crew of <see cref="Small"/> is on shift.</summary>
    public static readonly DateTimeOffset Start = new(2026, 11, 24, 16, 0, 0, TimeSpan.Zero);

    /// <summary>Two sites. Under <c>plant-routing</c> a first corrective scan of each asset gives what the comment behind it says.</summary>
    public static Plant Small { get; } = Read(
        """
        sites:
          - id: north-clinic
            name: North Clinic
            code: NC
            time_zone: America/Chicago
            hours: { mon-fri: 07:00-19:00 }
            geofence: { center: [41.8963, -87.6217], radius_m: 220 }
            manager: Denise Washington
          - id: south-plant
            name: South Plant
            code: SP
            time_zone: Europe/Amsterdam
            hours: { mon-sat: 06:00-22:00 }
        parts:
          - { id: bearing_6205, name: Deep groove ball bearing }
          - { id: seal_o_ring, name: O-ring seal kit }
          - { id: filter_kit_v2, name: Air filter kit }
        stock:
          north-clinic:
            bearing_6205: { on_hand: 100, safety_stock: 4, reorder_point: 6, reorder_quantity: 12, lead_time_days: 3 }
            seal_o_ring: { on_hand: 0, safety_stock: 5, reorder_point: 8, on_order: 20, eta: 2026-11-27T15:00:00-06:00 }
            filter_kit_v2: { on_hand: 40, safety_stock: 2 }
          south-plant:
            bearing_6205: { on_hand: 50, safety_stock: 4 }
            seal_o_ring: { on_hand: 50, safety_stock: 5 }
        classes:
          - id: air_handler
            skills: [hvac]
            minutes: 120
            repairs:
              bearing_noise: { parts: { bearing_6205: 2 }, minutes: 150 }
              any: { minutes: 90 }
            preventive: { every: 90d, window: { before: 7, after: 7 }, parts: { filter_kit_v2: 1 }, minutes: 75 }
          - id: pump
            skills: [mechanical]
            repairs:
              seal_leak: { parts: { seal_o_ring: 1 }, minutes: 120 }
          - id: door
        assets:
          - id: AHU-000123                        # corrective_wo P1: criticality 5
            name: Air handler, roof east
            site: north-clinic
            class: air_handler
            criticality: 5
            location: Building A, roof east
            geolocation: [41.89641, -87.62155]
            tags: ["]C180049520614141234567", HVAC-OLD-77]
            preventive: { next: 2026-11-30 }      # preventive_pm P3: the window is open
          - id: AHU-000124                        # warranty_claim P3
            name: Air handler, roof west
            site: north-clinic
            class: air_handler
            criticality: 3
            tags: ["https://id.gs1.org/8004/9520614141234568"]
            warranty: { until: 2027-06-30, vendor: Nordluft }
            preventive: { next: 2027-03-15 }      # review P4: long before the window
          - id: PMP-000101                        # corrective_wo P1: criticality 4 in a clinic; seal_leak: parts_pending P3
            name: Heating pump 1
            site: north-clinic
            class: pump
            criticality: 4
          - id: PMP-000102                        # corrective_wo P3; seal_leak: parts_pending P3
            name: Heating pump 2
            site: north-clinic
            class: pump
            criticality: 2
          - id: DOOR-00001                        # corrective_wo P3
            name: Fire door, stair A
            site: north-clinic
            class: door
            criticality: 2
          - id: AHU-000201                        # corrective_wo P3: criticality 4 in a plant
            name: Air handler, hall 1
            site: south-plant
            class: air_handler
            criticality: 4
            tags: ["]C180049520614141299001"]
          - id: PMP-000201                        # corrective_wo P3
            name: Cooling pump 1
            site: south-plant
            class: pump
            criticality: 3
        crews:
          - { id: nc_mech, name: Mechanics, site: north-clinic }
          - { id: nc_tier_2, name: Second-level engineers, site: north-clinic }
          - { id: sp_mech, name: Mechanics, site: south-plant }
        technicians:
          - id: nc-t001
            name: Amara Okafor
            site: north-clinic
            crew: nc_mech
            skills: [hvac, mechanical]
            shifts: [{ days: daily, hours: 00:00-24:00 }]
          - id: nc-t002
            name: Tomás Ferreira
            site: north-clinic
            crew: nc_mech
            skills: [mechanical]
            shifts: [{ days: daily, hours: 00:00-24:00 }]
          - id: nc-t003
            name: Priya Raman
            site: north-clinic
            crew: nc_tier_2
            role: engineer
            skills: [hvac, mechanical]
            shifts: [{ days: daily, hours: 00:00-24:00 }]
          - id: sp-t001
            name: Ruud de Wit
            site: south-plant
            crew: sp_mech
            skills: [hvac, mechanical]
            shifts: [{ days: daily, hours: 00:00-24:00 }]
        """);

    /// <summary>Reads the text of a plant file; stock in it was counted at <see cref="Start"/>.</summary>
    /// <exception cref="InvalidOperationException">The text is no plant; the message lists every fault.</exception>
    public static Plant Read(string yaml) => new PlantReader(new TagReader(TagReaderOptions.Default), Instant.FromDateTimeOffset(Start)).Read(yaml) switch
    {
        Plant plant => plant,
        PlantFaults faults => throw new InvalidOperationException(string.Join('\n', faults.Faults.Select(f => $"{f.Line}:{f.Column} {f.Code} {f.Detail}"))),
        var other => throw new InvalidOperationException($"A reading of a plant is not {other}."),
    };
}
