using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using Veil.Data.Errors;
using Veil.Data.Files;

namespace Veil.Sql.Ledger;

/// <summary>A ledger in a folder: a file of SQLite, the key of its digests, and the newest line of each account.</summary>
/// <remarks>
/// Lines are written by one process at a time, and are on the disk before a piece of work returns. The newest lines stand in a file of
/// their own, so that an older copy of the database that is put back is recognised: nothing is charged to it.
/// </remarks>
public sealed class SqliteLedgerStore : ILedgerStore
{
    private const int SecondsToWait = 30;
    private const int LongestSleep = 20; // ms

    private const int Busy = 5;
    private const int Locked = 6;

    private const string Schema = """
        CREATE TABLE IF NOT EXISTS lines (
          account TEXT NOT NULL, n INTEGER NOT NULL, text TEXT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (account, n)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS keys (hash TEXT NOT NULL);
        CREATE TRIGGER IF NOT EXISTS lines_are_not_changed BEFORE UPDATE ON lines
          BEGIN SELECT RAISE(ABORT, 'a line of a ledger is never changed'); END;
        CREATE TRIGGER IF NOT EXISTS lines_are_not_deleted BEFORE DELETE ON lines
          BEGIN SELECT RAISE(ABORT, 'a line of a ledger is never deleted'); END;
        """;

    private readonly string _folder;
    private readonly TimeProvider _time;
    private byte[] _key = [];

    /// <summary>Names the ledger; nothing is read or written yet.</summary>
    /// <param name="folder">The folder, which is made with the first line, for its owner alone.</param>
    /// <param name="time">The clock; the system's by default.</param>
    public SqliteLedgerStore(string folder, TimeProvider? time = null)
    {
        _folder = Path.GetFullPath(folder);
        _time = time ?? TimeProvider.System;
    }

    /// <summary>The file of the lines.</summary>
    public string File => Path.Combine(_folder, "ledger.db");

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Key => _key;

    /// <inheritdoc/>
    public DateTimeOffset Now => _time.GetUtcNow();

    private string KeyFile => Path.Combine(_folder, "ledger.key");

    private string HeadsFile => Path.Combine(_folder, "ledger.heads");

    /// <inheritdoc/>
    public T Read<T>(Func<ILedgerLines, T> work) => Guarded(() =>
    {
        if (!System.IO.File.Exists(File))
        {
            return work(new Lines(null));
        }

        using var connection = Open(SqliteOpenMode.ReadWrite);
        Run(connection, "BEGIN");
        return work(new Lines(connection));
    });

    /// <inheritdoc/>
    public T Write<T>(Func<ILedgerLines, T> work) => Guarded(() =>
    {
        PrivateFolder.Make(_folder);
        MakeFile();
        using var connection = Open(SqliteOpenMode.ReadWriteCreate);
        Run(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
        BeginAlone(connection);
        Run(connection, Schema);
        LoadKey(connection);
        var heads = ReadHeads();
        RefuseOlderCopy(connection, heads);
        var lines = new Lines(connection);
        var result = work(lines);
        Run(connection, "COMMIT");
        WriteHeads(heads, lines.Appended);
        return result;
    });

    private static void Run(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    // Asked often and at random times, so that nobody waits long behind a run that comes back at once.
    private static void BeginAlone(SqliteConnection connection)
    {
        var watch = Stopwatch.StartNew();
        int code;
        while ((code = raw.sqlite3_exec(connection.Handle, "BEGIN IMMEDIATE")) is Busy or Locked
            && watch.Elapsed.TotalSeconds < SecondsToWait)
        {
            Thread.Sleep(RandomNumberGenerator.GetInt32(1, LongestSleep));
        }

        SqliteException.ThrowExceptionForRC(code, connection.Handle);
    }

    private static object? Ask(SqliteConnection connection, string text, params (string Name, object Value)[] parameters)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command.ExecuteScalar();
    }

    private static void RefuseOlderCopy(SqliteConnection connection, Dictionary<string, string> heads)
    {
        foreach (var (account, hash) in heads)
        {
            if (Ask(connection, "SELECT 1 FROM lines WHERE account = $a AND hash = $h", ("$a", account), ("$h", hash)) is null)
            {
                throw new VeilException(
                    FaultKind.PrivacyRefusal, "ledger-read-only",
                    $"The ledger is an older copy: it lacks the newest known line of account '{account}', and what was charged with it.",
                    "Put the newest copy back; until then the ledger can only be read.");
            }
        }
    }

    private SqliteConnection Open(SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = File,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = SecondsToWait,
        }.ConnectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // Its owner's alone, whatever the folder is; an empty file is a new database.
    private void MakeFile()
    {
        if (!OperatingSystem.IsWindows() && !System.IO.File.Exists(File))
        {
            using var file = new FileStream(File, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.ReadWrite,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }
    }

    // The key is made with the first line. A ledger without its key would take rows that it knows for new ones.
    private void LoadKey(SqliteConnection connection)
    {
        if (_key.Length > 0)
        {
            return;
        }

        var known = Ask(connection, "SELECT hash FROM keys") as string;
        if (known is null && !System.IO.File.Exists(KeyFile))
        {
            MakeKey();
        }

        var key = System.IO.File.Exists(KeyFile) ? System.IO.File.ReadAllBytes(KeyFile) : [];
        var hash = Convert.ToHexStringLower(SHA256.HashData(key));
        if (known is null)
        {
            Ask(connection, "INSERT INTO keys VALUES ($h)", ("$h", hash));
        }
        else if (known != hash)
        {
            throw new VeilException(
                FaultKind.VerificationFailed, "ledger-damaged", $"'{KeyFile}' is not the key of the ledger beside it.",
                "Put the key back that belongs to it: without it, rows that were charged before cannot be recognised.");
        }

        _key = key;
    }

    private void MakeKey()
    {
        var draft = $"{KeyFile}.{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var stream = new FileStream(draft, options))
        {
            stream.Write(RandomNumberGenerator.GetBytes(32));
            stream.Flush(flushToDisk: true);
        }

        System.IO.File.Move(draft, KeyFile, overwrite: true);
    }

    private Dictionary<string, string> ReadHeads() =>
        !System.IO.File.Exists(HeadsFile) ? [] : System.IO.File.ReadLines(HeadsFile)
            .Select(line => line.Split('\t')).Where(parts => parts.Length == 2).ToDictionary(parts => parts[0], parts => parts[1]);

    // Behind what is committed, never ahead of it: a run that is killed in between leaves a head that is in the chain all the same.
    private void WriteHeads(Dictionary<string, string> heads, IReadOnlyList<LedgerLine> appended)
    {
        if (appended.Count == 0)
        {
            return;
        }

        foreach (var line in appended)
        {
            heads[line.Account] = line.Hash;
        }

        try
        {
            AtomicFile.Write(HeadsFile, overwrite: true, stream =>
            {
                using var writer = new StreamWriter(stream, leaveOpen: true);
                foreach (var (account, hash) in heads)
                {
                    writer.Write($"{account}\t{hash}\n");
                }
            });
        }
        catch (VeilException)
        {
            // The lines are safe; only the mark of how far they go is older.
        }
    }

    private T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException fault)
        {
            throw Fault(fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(fault);
        }
    }

    private VeilException Fault(SqliteException fault) => fault.SqliteErrorCode switch
    {
        Busy or Locked => new VeilException(
            FaultKind.CannotFinish, "ledger-busy",
            $"Other runs kept the ledger '{File}' busy for {SecondsToWait.ToString(CultureInfo.InvariantCulture)} seconds.",
            "Start the run again when they are done.", fault),
        11 or 26 => new VeilException(
            FaultKind.VerificationFailed, "ledger-damaged", $"The ledger '{File}' is not a whole database.",
            "Put back a copy of it; nothing is charged until then.", fault),
        13 => new VeilException(
            FaultKind.CannotFinish, "disk-full", $"The ledger '{File}' cannot be written: the disk is full.",
            "Free some space; nothing was charged.", fault),
        _ => CannotWrite(fault),
    };

    private VeilException CannotWrite(Exception fault) => new(
        FaultKind.CannotFinish, "ledger-cannot-be-written", $"The ledger '{File}' cannot be opened and written.",
        "Check its folder, its permissions and the disk, or choose another folder with VEIL_HOME: without a ledger nothing is charged.",
        fault);

    private sealed class Lines(SqliteConnection? connection) : ILedgerLines
    {
        private readonly List<LedgerLine> _appended = [];

        public IReadOnlyList<LedgerLine> Appended => _appended;

        public IReadOnlyList<string> Accounts =>
            Rows("SELECT DISTINCT account FROM lines ORDER BY account", "", row => row.GetString(0));

        public IReadOnlyList<LedgerLine> Of(string account) => Rows(
            "SELECT n, text, hash FROM lines WHERE account = $a ORDER BY n", account,
            row => new LedgerLine(account, row.GetInt64(0), row.GetString(1), row.GetString(2)));

        public void Append(LedgerLine line)
        {
            Ask(
                connection!, "INSERT INTO lines VALUES ($a, $n, $t, $h)",
                ("$a", line.Account), ("$n", line.Number), ("$t", line.Text), ("$h", line.Hash));
            _appended.Add(line);
        }

        private List<T> Rows<T>(string text, string account, Func<SqliteDataReader, T> read)
        {
            var all = new List<T>();
            if (connection is null)
            {
                return all;
            }

            using var command = connection.CreateCommand();
            command.CommandText = text;
            command.Parameters.AddWithValue("$a", account);
            using var rows = command.ExecuteReader();
            while (rows.Read())
            {
                all.Add(read(rows));
            }

            return all;
        }
    }
}
