using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using SQLitePCL;

namespace Scanward.Server.Storage.Sqlite;

/// <summary>
/// A prepared statement. All its parameters are bound in order, then it is run or stepped; the next first <c>Bind</c> begins anew.
/// <code>insert.Bind(id).Bind(text).Run();</code>
/// </summary>
internal sealed unsafe class SqliteStatement(SqliteDatabase database, sqlite3_stmt statement, string sql) : IDisposable
{
    private const int KeptMax = 64 * 1024;

    private readonly nint handle = statement.DangerousGetHandle();

    // Texts and blobs are bound where they lie, so that SQLite neither allocates nor copies. What does not fit is copied, and fits the next time.
    private byte[] kept = GC.AllocateUninitializedArray<byte>(256, pinned: true);
    private int used, wanted;
    private int bound;
    private bool stepping;

    public SqliteStatement Bind(long value)
    {
        Begin();
        SqliteNative.BindLong(handle, ++bound, value);
        return this;
    }

    public SqliteStatement Bind(long? value) => value is { } number ? Bind(number) : BindNull();

    public SqliteStatement Bind(double? value)
    {
        if (value is not { } number) return BindNull();
        Begin();
        SqliteNative.BindDouble(handle, ++bound, number);
        return this;
    }

    public SqliteStatement Bind(string? value)
    {
        if (value is null) return BindNull();
        Begin();
        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (Fits(most))
        {
            var length = Encoding.UTF8.GetBytes(value, kept.AsSpan(used));
            SqliteNative.BindText(handle, ++bound, Take(length), length, SqliteNative.Static);
            return this;
        }

        var bytes = Encoding.UTF8.GetBytes(value);
        fixed (byte* first = bytes) SqliteNative.BindText(handle, ++bound, first, bytes.Length, SqliteNative.Transient);
        return this;
    }

    public SqliteStatement Bind(ReadOnlySpan<byte> value)
    {
        Begin();
        if (Fits(value.Length))
        {
            value.CopyTo(kept.AsSpan(used));
            SqliteNative.BindBlob(handle, ++bound, Take(value.Length), value.Length, SqliteNative.Static);
            return this;
        }

        fixed (byte* first = value) SqliteNative.BindBlob(handle, ++bound, first, value.Length, SqliteNative.Transient);
        return this;
    }

    public SqliteStatement Bind(byte[]? value) => value is null ? BindNull() : Bind(value.AsSpan());

    public SqliteStatement BindNull()
    {
        Begin();
        SqliteNative.BindNull(handle, ++bound);
        return this;
    }

    /// <summary>Runs to the end; for statements that give no rows.</summary>
    public void Run()
    {
        try
        {
            database.Check(SqliteNative.Step(handle), sql);
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Goes to the next row; false, and reset, after the last.</summary>
    public bool Step()
    {
        stepping = true;
        var code = SqliteNative.Step(handle);
        if (code == raw.SQLITE_ROW) return true;
        try
        {
            database.Check(code, sql);
        }
        finally
        {
            Reset();
        }

        return false;
    }

    /// <summary>Ends the reading of rows before the last.</summary>
    public void Reset()
    {
        SqliteNative.Reset(handle);
        stepping = false;
        bound = 0;
        if (wanted > kept.Length && wanted <= KeptMax) kept = GC.AllocateUninitializedArray<byte>((int)BitOperations.RoundUpToPowerOf2((uint)wanted), pinned: true);
        used = wanted = 0;
    }

    public bool IsNull(int column) => SqliteNative.Type(handle, column) == raw.SQLITE_NULL;

    public long Long(int column) => SqliteNative.Long(handle, column);

    public int Int(int column) => (int)SqliteNative.Long(handle, column);

    public long? LongOrNull(int column) => IsNull(column) ? null : Long(column);

    public int? IntOrNull(int column) => IsNull(column) ? null : Int(column);

    public string Text(int column)
    {
        var first = SqliteNative.Text(handle, column); // before its length, which is that of the text
        return Encoding.UTF8.GetString(first, SqliteNative.Length(handle, column));
    }

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    /// <summary>Valid until the next step.</summary>
    public ReadOnlySpan<byte> Blob(int column)
    {
        var first = SqliteNative.Blob(handle, column);
        return new(first, SqliteNative.Length(handle, column));
    }

    public void Dispose()
    {
        database.Forget(this);
        statement.Dispose();
    }

    private void Begin()
    {
        if (stepping) Reset();
    }

    private bool Fits(int bytes)
    {
        wanted += bytes + 1; // never nothing: a parameter without an address would be null
        return used + bytes < kept.Length;
    }

    private byte* Take(int bytes)
    {
        var first = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(kept, used);
        used += bytes;
        return first;
    }
}
