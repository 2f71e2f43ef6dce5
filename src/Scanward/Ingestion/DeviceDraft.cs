using System.Text;

namespace Scanward.Ingestion;

/// <summary>The members of <c>device</c>, as a set.</summary>
[Flags]
internal enum DeviceMembers
{
    None = 0,
    Id = 1,
    BatteryPercent = 2,
    Firmware = 4,
}

/// <summary>A device report on its way in; both passes take its values by these rules.</summary>
internal struct DeviceDraft
{
    public DeviceMembers Given;

    private string? id;
    private int? batteryPercent;
    private string? firmware;

    public static DeviceMembers Find(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("id"u8) ? DeviceMembers.Id
        : name.SequenceEqual("battery_percent"u8) ? DeviceMembers.BatteryPercent
        : name.SequenceEqual("firmware"u8) ? DeviceMembers.Firmware
        : DeviceMembers.None;

    public static TextMember Text(DeviceMembers member) => member == DeviceMembers.Id ? ScanSchema.DeviceId : ScanSchema.Firmware;

    public Flaw Take(DeviceMembers member, ReadOnlySpan<byte> text)
    {
        var flaw = ScanRules.Name(text, Text(member));
        if (flaw != Flaw.None) return flaw;
        if (member == DeviceMembers.Id) id = Encoding.UTF8.GetString(text);
        else firmware = Encoding.UTF8.GetString(text);
        return Flaw.None;
    }

    public Flaw TakeBattery(ReadOnlySpan<byte> number)
    {
        var flaw = ScanNumbers.Percent(number, out var percent);
        if (flaw == Flaw.None) batteryPercent = percent;
        return flaw;
    }

    public readonly DeviceReport ToReport() => new(id, batteryPercent, firmware);
}
