namespace Scanward.Server.Storage;

/// <summary>The folder cannot be used; the message says why and what to do.</summary>
internal sealed class DataFolderException : Exception
{
    public DataFolderException()
    {
    }

    public DataFolderException(string message)
        : base(message)
    {
    }

    public DataFolderException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
