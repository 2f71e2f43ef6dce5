using Scanward.Resolution.Plants;
using Scanward.Server.Tests.Hosting;

namespace Scanward.Server.Tests.WebConsole;

/// <summary>The small plant with names that would do harm where they were not shown as text.</summary>
internal static class PlantOfPages
{
    public const string Hostile = "<script>alert(1)</script>\" onload=x";

    public const string HostileAsset = "EVIL-<b>-00001";

    public static Plant Plant { get; } = TestPlants.Read(
        """
        sites:
          - id: north-clinic
            name: North Clinic
            code: NC
            time_zone: America/Chicago
            hours: { mon-thu: 07:00-19:00, fri: [07:00-12:30, 13:30-17:00] }
            holidays: [2026-11-26]
            geofence: { center: [41.8963, -87.6217], radius_m: 220 }
            manager: Denise Washington
          - { id: south-plant, name: South Plant, code: SP, time_zone: Europe/Amsterdam, hours: { mon-sat: 06:00-22:00 } }
        parts:
          - { id: bearing_6205, name: Deep groove ball bearing }
          - { id: seal_o_ring, name: '<script>alert(1)</script>" onload=x' }
          - { id: filter/kit, name: Air filter kit }
          - { id: only_south, name: Only in the south }
        stock:
          north-clinic:
            bearing_6205: { on_hand: 100, safety_stock: 4, reorder_point: 6, reorder_quantity: 12, lead_time_days: 3 }
            seal_o_ring: { on_hand: 0, safety_stock: 5, reorder_point: 8 }
            filter/kit: { on_hand: 3, safety_stock: 8 }
          south-plant: { bearing_6205: { on_hand: 50 }, only_south: { on_hand: 1 } }
        classes:
          - id: air_handler
            skills: [hvac]
            minutes: 120
            repairs: { bearing_noise: { parts: { bearing_6205: 2 }, minutes: 150 }, any: { minutes: 90 } }
            preventive: { every: 90d, window: { before: 7, after: 7 }, parts: { filter/kit: 1 }, minutes: 75, meter: { name: run_hours, every: 1600, per_day: 18 } }
          - id: pump
            skills: [mechanical]
            repairs: { seal_leak: { parts: { seal_o_ring: 2 }, minutes: 120 } }
        assets:
          - id: AHU-000123
            name: Air handler, roof east
            site: north-clinic
            class: air_handler
            criticality: 5
            location: Building A, roof east
            tags: ["]C180049520614141234567", HVAC-OLD-77]
            warranty: { until: 2027-06-30, vendor: Nordluft }
            preventive: { next: 2026-11-30, meter: { due_at: 12000 } }
            history:
              failures:
                - { at: 2026-03-02T08:00:00-06:00, failure_mode: bearing_noise, closed_at: 2026-03-02T14:00:00-06:00 }
                - { at: 2026-07-02T08:00:00-05:00, failure_mode: bearing_noise, closed_at: 2026-07-02T10:00:00-05:00 }
          - { id: PMP-000101, name: Heating pump 1, site: north-clinic, class: pump, criticality: 3 }
          - { id: EVIL-<b>-00001, name: '<script>alert(1)</script>" onload=x', site: north-clinic, class: pump, criticality: 1, location: '<img src=x onerror=alert(1)>', tags: [A/B 4711] }
          - { id: AHU-000201, name: Air handler south, site: south-plant, class: air_handler, criticality: 4, preventive: { next: 2026-11-30 } }
        crews:
          - { id: nc_mech, name: Mechanics, site: north-clinic }
          - { id: sp_mech, name: Mechanics, site: south-plant }
        technicians:
          - { id: nc-t001, name: Amara Okafor, site: north-clinic, crew: nc_mech, skills: [hvac, mechanical], shifts: [{ days: mon-fri, hours: 06:00-14:00 }], on_call: [{ days: daily, hours: 00:00-24:00 }], load_limit: 8h }
          - { id: nc-t002, name: '<script>alert(1)</script>', site: north-clinic, crew: nc_mech, skills: [mechanical], shifts: [{ days: daily, hours: 22:00-06:00 }], absences: [{ from: 2026-12-21, to: 2026-12-31 }] }
          - { id: sp-t001, name: Ruud de Wit, site: south-plant, crew: sp_mech, skills: [hvac], shifts: [{ days: daily, hours: 00:00-24:00 }] }
        """);

    public static Task<ConsoleSite> Start() => ConsoleSite.Start(o => o with { Plant = Plant });
}
