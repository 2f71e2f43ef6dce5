using NodaTime;

namespace Scanward.Server.Storage.Sqlite;

/// <content>Devices: enrolment, approval, what they say of themselves, and the firmware that is wanted of them.</content>
internal sealed partial class SqliteSession
{
    private SqliteStatement insertEnrolment = null!, findEnrolment = null!, useEnrolment = null!, insertDevice = null!, saveDevice = null!, readDevice = null!, decideDevice = null!, endlessKey = null!,
        renameKey = null!, changeDevice = null!, noteDevice = null!, readFirmwareRules = null!, deleteFirmwareRules = null!, insertFirmwareRule = null!;

    public long SaveEnrolment(EnrolmentRow enrolment, Instant at, string by)
    {
        insertEnrolment.Bind(enrolment.SiteNo).Bind(enrolment.CodeHash).Bind(enrolment.Name).Bind(enrolment.OperatorId).Bind(at.Ms()).Bind(by).Bind(enrolment.ExpiresAt.Ms());
        insertEnrolment.Step();
        var id = insertEnrolment.Long(0);
        insertEnrolment.Reset();
        return id;
    }

    public StoredEnrolment? FindEnrolment(byte[] codeHash)
    {
        findEnrolment.Bind(codeHash);
        var found = findEnrolment.Step()
            ? new StoredEnrolment(
                findEnrolment.Long(0), findEnrolment.Int(1), findEnrolment.TextOrNull(2), findEnrolment.TextOrNull(3), Instant.FromUnixTimeMilliseconds(findEnrolment.Long(4)), findEnrolment.LongOrNull(5).ToInstant())
            : null;
        findEnrolment.Reset();
        return found;
    }

    public void UseEnrolment(long enrolmentId, Instant at) => useEnrolment.Bind(at.Ms()).Bind(enrolmentId).Run();

    public void SaveDevice(long keyId, DeviceRow device, Instant at) => saveDevice.Bind(keyId).Bind((int)device.State).Bind(device.Confirm).Bind(device.OperatorId)
        .Bind(device.Model).Bind(device.Platform).Bind(device.Firmware).Bind(device.AppVersion).Bind(at.Ms()).Bind(device.EnrolmentId).Run();

    public StoredDevice? ReadDevice(long keyId)
    {
        if (ReadKey(keyId) is not { } key) return null;
        readDevice.Bind(keyId);
        var device = readDevice.Step() ? new StoredDevice(key, (DeviceApproval)readDevice.Int(0), readDevice.TextOrNull(1), readDevice.TextOrNull(2)) : null;
        readDevice.Reset();
        return device;
    }

    public void DecideDevice(long keyId, DeviceApproval state, Instant at, string by)
    {
        decideDevice.Bind(keyId).Bind((int)state).Bind(at.Ms()).Bind(by).Run();
        if (state == DeviceApproval.Approved) endlessKey.Bind(keyId).Run();
    }

    public void ChangeDevice(long keyId, string name, string? operatorId)
    {
        renameKey.Bind(keyId).Bind(name).Run();
        changeDevice.Bind(keyId).Bind(operatorId).Run();
    }

    public void NoteDevice(DeviceNote note) => noteDevice.Bind(note.KeyId).Bind(note.Model).Bind(note.Firmware).Bind(note.AppVersion).Bind(note.BatteryPercent).Bind(note.Pending)
        .Bind(note.OldestPendingMs).Bind(note.ReportedMs).Bind(note.SeenMs).Bind(note.StaleSinceMs).Run();

    public List<FirmwareRuleRow> ReadFirmwareRules(int siteNo)
    {
        var rules = new List<FirmwareRuleRow>();
        readFirmwareRules.Bind(siteNo);
        while (readFirmwareRules.Step()) rules.Add(new(readFirmwareRules.Text(0), readFirmwareRules.Text(1), readFirmwareRules.LongOrNull(2).ToInstant()));
        return rules;
    }

    public void SaveFirmwareRules(int siteNo, IEnumerable<FirmwareRuleRow> rules)
    {
        deleteFirmwareRules.Bind(siteNo).Run();
        foreach (var rule in rules) insertFirmwareRule.Bind(siteNo).Bind(rule.Model).Bind(rule.Minimum).Bind(rule.RefuseFrom.Ms()).Run();
    }

    private void PrepareDevices()
    {
        insertEnrolment = database.Prepare("insert into enrolment (site_no, code_hash, name, operator_id, created_at, created_by, expires_at) values (?, ?, ?, ?, ?, ?, ?) returning enrolment_id");
        findEnrolment = database.Prepare("select enrolment_id, site_no, name, operator_id, expires_at, used_at from enrolment where code_hash = ?");
        useEnrolment = database.Prepare("update enrolment set used_at = ? where enrolment_id = ?");
        insertDevice = database.Prepare("insert into device (key_id, state) values (?, 2)");
        saveDevice = database.Prepare(
            """
            update device set state = ?2, confirm = ?3, operator_id = ?4, model = ?5, platform = ?6, firmware = ?7, app_version = ?8, claimed_at = ?9, enrolment_id = ?10 where key_id = ?1
            """);
        readDevice = database.Prepare("select state, confirm, operator_id from device where key_id = ?");
        decideDevice = database.Prepare("update device set state = ?2, confirm = null, decided_at = ?3, decided_by = ?4 where key_id = ?1");
        endlessKey = database.Prepare("update access_key set expires_at = null where key_id = ?");
        renameKey = database.Prepare("update access_key set name = ?2 where key_id = ?1");
        changeDevice = database.Prepare("update device set operator_id = ?2 where key_id = ?1");
        noteDevice = database.Prepare(
            """
            update device set model = ?2, firmware = ?3, app_version = ?4, battery_percent = ?5, pending = ?6, oldest_pending_at = ?7, reported_at = ?8, seen_at = ?9, stale_since = ?10 where key_id = ?1
            """);
        readFirmwareRules = database.Prepare("select model, minimum, refuse_from from firmware_rule where site_no = ? order by model");
        deleteFirmwareRules = database.Prepare("delete from firmware_rule where site_no = ?");
        insertFirmwareRule = database.Prepare("insert into firmware_rule (site_no, model, minimum, refuse_from) values (?, ?, ?, ?)");
    }
}
