using Scanward.Server.Cmms;
using Scanward.Server.Dispatch;

namespace Scanward.Server.Tests.Dispatch;

/// <summary>Connectors to a <see cref="RecordedCmms"/> by the connector <c>rest</c>, as anybody would set them up.</summary>
internal static class RecordedConnector
{
    /// <summary>A target that notices no second one, and can be searched.</summary>
    private const string Mapping =
        """
        mapping: recorded
        about: A system that notices no second one, and can be searched
        work_order:
          unique_reference: false
          record: { id: /wo_id, reference: /reference, state: /state }
          create:
            request: POST /api/v2/workorders
            headers: { Idempotency-Key: "{key}" }
            body: { reference: "{reference}", asset_id: "{asset.id}", description: "{work_order.title}", priority: "{work_order.priority}" }
          find: { request: GET /api/v2/workorders, query: { reference: "{reference}" }, items: /items }
          update:
            request: PATCH /api/v2/workorders/{external.id}
            headers: { Idempotency-Key: "{key}" }
            body: { state: "{work_order.state}" }
          cancel: { request: "PATCH /api/v2/workorders/{external.id}", body: { state: cancelled } }
        """;

    /// <summary>Writes the connector's file and its mapping into the folder <c>connectors</c> of a data folder.</summary>
    public static void Write(string dataFolder, Uri target, int timeoutSeconds = 1, int concurrency = 8)
    {
        var folder = Directory.CreateDirectory(Path.Combine(dataFolder, "connectors")).FullName;
        var mappings = Directory.CreateDirectory(Path.Combine(dataFolder, "mappings")).FullName;
        File.WriteAllText(Path.Combine(mappings, "recorded.yaml"), Mapping);
        File.WriteAllText(Path.Combine(folder, "recorded.yaml"), FormattableString.Invariant($"""
            mapping: ../mappings/recorded.yaml
            base_url: {target}
            allow: [http, loopback]
            timeout_seconds: {timeoutSeconds}
            concurrency: {concurrency}
            sync_minutes: 0
            """));
    }

    /// <summary>The same, read.</summary>
    public static Connector Read(string folder, Uri target, int concurrency = 8)
    {
        Write(folder, target, concurrency: concurrency);
        var read = ConnectorFiles.Read(Path.Combine(folder, "connectors"), TimeProvider.System);
        Assert.Empty(read.Faults);
        return Assert.Single(read.Connectors);
    }
}
