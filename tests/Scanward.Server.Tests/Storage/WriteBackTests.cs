using Scanward.Server.Storage.Sqlite;

namespace Scanward.Server.Tests.Storage;

public sealed class WriteBackTests
{
    /// <summary>It only helps: where the file cannot be opened, what is copied is copied all the same.</summary>
    [Fact]
    public void FileThatCannotBeOpened_StopsNothing()
    {
        using var missing = new WriteBack(Path.Combine(Path.GetTempPath(), $"scanward-{Guid.NewGuid():N}", "none.db"));
        Assert.Equal(7, missing.During(() => 7));
        Assert.Throws<InvalidOperationException>(() => missing.During<int>(() => throw new InvalidOperationException()));
    }
}
