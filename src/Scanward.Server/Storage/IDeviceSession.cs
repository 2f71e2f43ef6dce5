using NodaTime;

namespace Scanward.Server.Storage;

/// <summary>Devices and how they come to be, as the writer keeps them. A device's number is its key's.</summary>
internal interface IDeviceSession
{
    /// <summary>Keeps a code that one device may claim a key with; returns its number.</summary>
    long SaveEnrolment(EnrolmentRow enrolment, Instant at, string by);

    StoredEnrolment? FindEnrolment(byte[] codeHash);

    void UseEnrolment(long enrolmentId, Instant at);

    /// <summary>Says what the key of a device belongs to.</summary>
    void SaveDevice(long keyId, DeviceRow device, Instant at);

    StoredDevice? ReadDevice(long keyId);

    /// <summary>Approves or refuses one that awaits it. An approved key no longer ends by itself.</summary>
    void DecideDevice(long keyId, DeviceApproval state, Instant at, string by);

    void ChangeDevice(long keyId, string name, string? operatorId);

    void NoteDevice(DeviceNote note);

    void SavePhoto(PhotoRow photo);

    /// <summary>What was sent with the key; null where nothing was.</summary>
    (long PhotoId, long ScanId, byte[] SentHash)? FindPhoto(int siteNo, Guid key);

    int CountPhotos(long scanId);

    List<FirmwareRuleRow> ReadFirmwareRules(int siteNo);

    /// <summary>Replaces all rules of the site.</summary>
    void SaveFirmwareRules(int siteNo, IEnumerable<FirmwareRuleRow> rules);
}
