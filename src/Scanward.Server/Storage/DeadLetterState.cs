namespace Scanward.Server.Storage;

internal enum DeadLetterState
{
    Open = 1,
    Replayed = 2,
    Discarded = 3,
}
