namespace Scanward.Server.Storage;

/// <param name="Left">Pages still to be copied; 0 where the copy is whole.</param>
/// <param name="Total">Pages that there are.</param>
internal readonly record struct CopyProgress(int Left, int Total);

/// <summary>A copy of the store that is being made: when its last step is done, it is the store as it stands at that moment. Used where its session is.</summary>
internal interface IStoreCopy : IDisposable
{
    /// <exception cref="StoreException">The copy cannot be made; the store itself is not affected.</exception>
    CopyProgress Step(int pages);
}
