using System.Reflection;
using Scanward.Server.Figures;
using Scanward.Server.Routing;
using Scanward.Server.Storage;

namespace Scanward.Server.Tests.Storage;

/// <summary>Whatever the store does in the midst of a batch, nobody is left waiting.</summary>
public sealed class GroupCommitFaultTests
{
    private const int SqliteIoError = 10, SqliteFull = 13;

    [Theory]
    [InlineData(nameof(IStoreSession.Begin), 1, SqliteFull, false)]
    [InlineData(nameof(IStoreSession.Begin), 2, SqliteFull, false)]
    [InlineData(nameof(IStoreSession.Begin), 2, SqliteIoError, true)]
    [InlineData(nameof(IStoreSession.Rollback), 1, SqliteFull, true)] // a session that cannot be undone cannot be used again
    [InlineData(nameof(IStoreSession.Rollback), 1, SqliteIoError, true)]
    [InlineData(nameof(IStoreSession.Rollback), 2, SqliteIoError, true)]
    [InlineData(nameof(IStoreSession.Commit), 1, SqliteFull, false)]
    [InlineData(nameof(IStoreSession.Commit), 1, SqliteIoError, true)]
    [InlineData(nameof(IStoreSession.Commit), 2, SqliteIoError, true)]
    public async Task StoreThatFailsWhileABatchIsHalved_AnswersEveryItem(string call, int time, int code, bool broken)
    {
        var session = FaultySession.Create((name, count) => name == call && count == time ? StoreException.From(code, "on purpose") : null);
        ChangeItem<int>[] items = [.. Enumerable.Range(0, 8).Select(i => new ChangeItem<int>(_ => i == 1 ? throw new InvalidOperationException("at fault") : i))];
        var figures = new StoreFigures(TimeProvider.System);
        using var flusher = new Flusher(session.Flush, figures);
        var commit = new GroupCommit(session, flusher, null!, figures); // no scans, so no desk

        if (broken) Assert.Throws<StoreException>(() => commit.Store(items));
        else commit.Store(items);

        foreach (var item in items)
        {
            var answered = await Task.WhenAny(item.Stored, Task.Delay(TimeSpan.FromSeconds(10), TimeProvider.System));
            Assert.True(answered == item.Stored, "an item was never answered");
            if (item.Stored.IsFaulted) Assert.NotEmpty(item.Stored.Exception!.InnerException!.Message);
        }
    }

    /// <summary>A session that does nothing, and fails when told to.</summary>
#pragma warning disable MA0053 // the proxy is made as a class derived from it
    private class FaultySession : DispatchProxy
    {
        private readonly Dictionary<string, int> calls = [];
        private Func<string, int, Exception?> fault = static (_, _) => null;

        public static IStoreSession Create(Func<string, int, Exception?> fault)
        {
            var proxy = Create<IStoreSession, FaultySession>();
            ((FaultySession)(object)proxy).fault = fault;
            return proxy;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            var count = calls[targetMethod!.Name] = calls.GetValueOrDefault(targetMethod.Name) + 1;
            return fault(targetMethod.Name, count) is { } exception ? throw exception : null;
        }
    }
#pragma warning restore MA0053
}
