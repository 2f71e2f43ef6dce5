using System.Text;
using SQLitePCL;

namespace Scanward.Server.Storage.Sqlite;

/// <summary>
/// A prepared statement. Parameters are bound in order, then it is run or stepped; the next first <c>Bind</c> begins anew.
/// <code>insert.Bind(id).Bind(text).Run();</code>
/// </summary>
internal sealed class SqliteStatement(SqliteDatabase database, sqlite3_stmt statement, string sql) : IDisposable
{
    private int bound;
    private bool stepping;

    public SqliteStatement Bind(long value)
    {
        Begin();
        raw.sqlite3_bind_int64(statement, ++bound, value);
        return this;
    }

    public SqliteStatement Bind(long? value) => value is { } number ? Bind(number) : BindNull();

    public SqliteStatement Bind(double? value)
    {
        if (value is not { } number) return BindNull();
        Begin();
        raw.sqlite3_bind_double(statement, ++bound, number);
        return this;
    }

    public SqliteStatement Bind(string? value)
    {
        if (value is null) return BindNull();
        Begin();
        if (value.Length > 256)
        {
            raw.sqlite3_bind_text(statement, ++bound, Encoding.UTF8.GetBytes(value));
            return this;
        }

        Span<byte> utf8 = stackalloc byte[value.Length * 3];
        raw.sqlite3_bind_text(statement, ++bound, utf8[..Encoding.UTF8.GetBytes(value, utf8)]);
        return this;
    }

    public SqliteStatement Bind(ReadOnlySpan<byte> value)
    {
        Begin();
        raw.sqlite3_bind_blob(statement, ++bound, value);
        return this;
    }

    public SqliteStatement Bind(byte[]? value) => value is null ? BindNull() : Bind(value.AsSpan());

    public SqliteStatement BindNull()
    {
        Begin();
        raw.sqlite3_bind_null(statement, ++bound);
        return this;
    }

    /// <summary>Runs to the end; for statements that give no rows.</summary>
    public void Run()
    {
        try
        {
            database.Check(raw.sqlite3_step(statement), sql);
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
        var code = raw.sqlite3_step(statement);
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
        raw.sqlite3_reset(statement);
        stepping = false;
        bound = 0;
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    public long Long(int column) => raw.sqlite3_column_int64(statement, column);

    public int Int(int column) => raw.sqlite3_column_int(statement, column);

    public long? LongOrNull(int column) => IsNull(column) ? null : Long(column);

    public int? IntOrNull(int column) => IsNull(column) ? null : Int(column);

    public string Text(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string();

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    /// <summary>Valid until the next step.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(statement, column);

    public void Dispose()
    {
        database.Forget(this);
        statement.Dispose();
    }

    private void Begin()
    {
        if (stepping) Reset();
    }
}
