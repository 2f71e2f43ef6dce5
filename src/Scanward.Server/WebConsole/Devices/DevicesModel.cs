using System.Collections.Immutable;
using Scanward.Server.Devices;
using Scanward.Server.Storage;

namespace Scanward.Server.WebConsole.Devices;

/// <summary>The site's devices, those that wait for approval first.</summary>
internal sealed record DevicesModel
{
    public required Filters Filters { get; init; }

    public required ImmutableArray<DeviceLine> Awaiting { get; init; }

    public required ImmutableArray<DeviceLine> Rows { get; init; }

    public string? Next { get; init; }

    /// <summary>A code that was just made, to be shown this once.</summary>
    public EnrolmentShown? Enrolment { get; init; }

    public string Fault { get; init; } = "";

    public required ImmutableArray<(string Id, string Name)> Technicians { get; init; }

    public required ImmutableArray<FirmwareRuleRow> Rules { get; init; }

    public IReadOnlyDictionary<string, string> Faults { get; init; } = ImmutableDictionary<string, string>.Empty;
}

internal sealed record EnrolmentShown(string Url, string Code, long ExpiresAt);

/// <param name="Last">What was last heard of it.</param>
internal sealed record DeviceLine(DeviceRecord Row, DeviceState State, DeviceNote Last, long? SeenMs, FirmwareStanding Firmware)
{
    public string Id => Row.KeyId.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
