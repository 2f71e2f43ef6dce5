namespace Scanward.Server.Tests.Hosting;

/// <summary>One server for all tests of a class: for tests that do not mind what the others have stored.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    private RunningServer? server;

    internal RunningServer Server => server!;

    internal HttpClient North => Server.North;

    internal HttpClient South => Server.South;

    public async ValueTask InitializeAsync() => server = await RunningServer.Start();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
