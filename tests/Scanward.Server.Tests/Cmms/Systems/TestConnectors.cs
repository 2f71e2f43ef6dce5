using Scanward.Dispatch;
using Scanward.Server.Cmms;

namespace Scanward.Server.Tests.Cmms.Systems;

/// <summary>Connectors as their files make them.</summary>
internal static class TestConnectors
{
    /// <param name="mapping">One that comes with Scanward.</param>
    /// <param name="rest">Of the connector's file: secrets, options.</param>
    /// <param name="variables">Of the environment.</param>
    public static ICmms Open(string mapping, string baseUrl, string rest, params (string Name, string Value)[] variables)
    {
        var faults = new YamlFaults($"{mapping}.yaml");
        var inMapping = new List<FileFault>();
        var text = $"mapping: {mapping}\nbase_url: {baseUrl}\nallow: [http, loopback]\n{rest}";
        var file = new ConnectorFileReader($"{mapping}.yaml", faults, name => variables.FirstOrDefault(v => v.Name == name).Value).Read(text, inMapping);
        Assert.Equal("", string.Join('\n', faults.InFileOrder().Concat(inMapping)));
        return file!.Connect(TimeProvider.System).Cmms;
    }

    public static ICmms Open(string mapping, FakeSystem system, string rest, params (string Name, string Value)[] variables) => Open(mapping, system.Url, rest, variables);
}
