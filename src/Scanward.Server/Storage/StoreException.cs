namespace Scanward.Server.Storage;

/// <summary>What the store's failure means to those who wait for it.</summary>
public enum StoreFault
{
    /// <summary>The item itself is at fault; others can be stored.</summary>
    Item,

    /// <summary>Nothing can be stored now, later perhaps: disk full, locked elsewhere.</summary>
    Unavailable,

    /// <summary>The store can no longer be trusted to be durable (an fsync or write failed): the process must stop.</summary>
    Broken,
}

/// <summary>A failure of the store, of either dialect.</summary>
public sealed class StoreException : Exception
{
    private const int Busy = 5, Locked = 6, ReadOnly = 8, IoError = 10, Corrupt = 11, Full = 13, CannotOpen = 14, NotADatabase = 26;

    // Extended codes of IoError that say "not now": no space for the WAL's index, no memory.
    private const int NoSpaceForIndex = IoError | (19 << 8), NoMemory = IoError | (12 << 8);

    private const int WriteError = IoError | (3 << 8);

    // EDQUOT on Linux and macOS: for who writes, a quota that is used up is a full disk, but SQLite knows only ENOSPC as such.
    private static readonly int quotaExceeded = OperatingSystem.IsMacOS() ? 69 : 122;

    public StoreException()
    {
    }

    public StoreException(string message)
        : base(message)
    {
    }

    public StoreException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public StoreFault Fault { get; private init; }

    internal static StoreException Broken(string message, Exception cause) => new(message, cause) { Fault = StoreFault.Broken };

    internal static StoreException Unavailable(string message) => new(message) { Fault = StoreFault.Unavailable };

    /// <param name="sqliteCode">Extended.</param>
    /// <param name="systemError">The system's own number of it; 0 where there is none.</param>
    internal static StoreException From(int sqliteCode, string message, int systemError = 0) => new(message)
    {
        Fault = sqliteCode is NoSpaceForIndex or NoMemory || (sqliteCode == WriteError && systemError == quotaExceeded) ? StoreFault.Unavailable : (sqliteCode & 0xff) switch
        {
            Busy or Locked or ReadOnly or Full or CannotOpen => StoreFault.Unavailable,
            IoError or Corrupt or NotADatabase => StoreFault.Broken,
            _ => StoreFault.Item,
        },
    };
}
