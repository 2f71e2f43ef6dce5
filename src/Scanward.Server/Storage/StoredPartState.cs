namespace Scanward.Server.Storage;

/// <summary>States of a work order's part in the store; the first three are those of a decision.</summary>
internal enum StoredPartState
{
    Reserved = 1,
    Short = 2,
    OnOrder = 3,
    Consumed = 4,
    Released = 5,
}
