using System.Buffers.Binary;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using Veil.Data.Errors;
using Veil.Data.Tables;
using Veil.Privacy.Ledger;
using Veil.Privacy.Noise;

namespace Veil.Workflows.Training;

/// <summary>The stored answers that a run was given, from which the same request goes on when the run broke off.</summary>
/// <remarks>
/// The first record names the run, before its budget is reserved; the second says which rows it is about; an answer a record follows.
/// The digest of the rows is under a key of this journal's own, so that no two journals tell whether they are of the same rows.
/// </remarks>
internal sealed class RunJournal : IAnswerJournal, IDisposable
{
    private const string Format = "veil run journal 1";
    private const int KeyBytes = 32;
    private const int RecordOfRows = 1;
    private const int FirstAnswer = 2;

    private static readonly string s_program = typeof(RunJournal).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    private readonly JournalFile _file;
    private byte[] _key = [];
    private int _next = FirstAnswer;

    private RunJournal(JournalFile file) => _file = file;

    /// <inheritdoc/>
    public string Name => _file.Path;

    /// <summary>The id of the run.</summary>
    public string RunId { get; private set; } = "";

    /// <summary>True when an earlier process began the run.</summary>
    public bool IsContinued { get; private set; }

    /// <summary>The place for the state of a training of this run, where the request names none.</summary>
    public string Checkpoint => Path.ChangeExtension(Name, ".checkpoint");

    private InterruptedRun? Interrupted =>
        IsContinued ? new InterruptedRun(RunId, Math.Max(0, _file.Count - FirstAnswer), File.Exists(Checkpoint)) : null;

    /// <summary>Opens the journal of a request; a new one where there is none.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The journal; null where the run keeps none: it protects nobody, reads nothing, or was given no place for it.</returns>
    /// <exception cref="VeilException">
    /// Another process has it open, it is of another version of the program or damaged, or the folder cannot be written to; or the request
    /// is to go on, code <c>nothing-to-resume</c>, and nothing is stored.
    /// </exception>
    public static RunJournal? Open(TrainRequest request)
    {
        var path = PathOf(request);
        if (request.MustResume && !File.Exists(request.Checkpoint) && Peek(request) is null)
        {
            throw new VeilException(
                FaultKind.Usage,
                "nothing-to-resume",
                "No run with this table, schema, method, budget and result was interrupted here.",
                "Repeat the command as it was, or leave ‹resume› out to begin a run.");
        }

        // A training that goes on from a state that was stored elsewhere asks nothing that could be stored here.
        if (path is null || (File.Exists(request.Checkpoint) && !File.Exists(path)))
        {
            return null;
        }

        var journal = OpenFile(path);
        if (!journal.IsContinued)
        {
            journal.Begin(request.RunId ?? TrainingRun.Begin(request.Privacy!).Id!);
        }

        return journal;
    }

    /// <summary>The run of a request that was interrupted; null where none was.</summary>
    /// <exception cref="VeilException">As for <see cref="Open"/>.</exception>
    public static InterruptedRun? Peek(TrainRequest request)
    {
        if (PathOf(request) is not { } path || !File.Exists(path))
        {
            return null;
        }

        using var journal = OpenFile(path);
        return journal.Interrupted;
    }

    /// <summary>Says which rows the run is about, before anything is drawn.</summary>
    /// <exception cref="VeilException">Code <c>rows-changed</c>: the run began with others.</exception>
    public void Identify(Table rows)
    {
        var (count, sum, _) = RowsDigest.Of(rows);
        var digest = new byte[sizeof(long) + 16];
        BinaryPrimitives.WriteInt64LittleEndian(digest, count);
        BinaryPrimitives.WriteUInt128LittleEndian(digest.AsSpan(sizeof(long)), sum);
        var keyed = HMACSHA256.HashData(_key, digest);
        if (_file.Count <= RecordOfRows)
        {
            _file.Append(keyed);
        }
        else if (!keyed.AsSpan().SequenceEqual(_file.Read(RecordOfRows)))
        {
            throw new VeilException(
                FaultKind.PrivacyRefusal,
                "rows-changed",
                $"The run of '{Name}' began with other rows than the table has now, so that its answers tell of another table.",
                "Give the table as it was, or remove that file to begin another run, which is charged in full.");
        }
    }

    /// <inheritdoc/>
    public byte[]? Next() => _next < _file.Count ? _file.Read(_next++) : null;

    /// <inheritdoc/>
    public void Append(ReadOnlySpan<byte> answer)
    {
        _file.Append(answer);
        _next = _file.Count;
    }

    /// <inheritdoc/>
    public void Abandon() => _file.Empty();

    /// <summary>Removes the journal and the state of a training: the result is safe, or nothing was spent.</summary>
    public void Finish()
    {
        File.Delete(Checkpoint);
        _file.Delete();
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static string? PathOf(TrainRequest request) =>
        request is { Journals: { } folder, IsProtected: true, Privacy: not null } && request.KnownMethod?.Method.Info.ReadsData != false
            ? Path.Combine(folder, RunPlan.KeyOf(request) + ".journal")
            : null;

    private static RunJournal OpenFile(string path)
    {
        var file = JournalFile.Open(path);
        try
        {
            var journal = new RunJournal(file) { IsContinued = file.Count > 0 };
            if (journal.IsContinued)
            {
                journal.ReadHeader();
            }

            return journal;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private void Begin(string runId)
    {
        // It may be that of a run whose journal was removed.
        File.Delete(Checkpoint);
        RunId = runId;
        _key = RandomNumberGenerator.GetBytes(KeyBytes);
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteString("format", Format);
            json.WriteString("program", s_program);
            json.WriteString("run", runId);
            json.WriteBase64String("key", _key);
            json.WriteEndObject();
        }

        _file.Append(text.ToArray());
    }

    private void ReadHeader()
    {
        try
        {
            using var header = JsonDocument.Parse(_file.Read(0));
            var root = header.RootElement;
            var program = root.GetProperty("program").GetString();
            if (root.GetProperty("format").GetString() != Format || program != s_program)
            {
                throw new VeilException(
                    FaultKind.Usage,
                    "journal-of-another-version",
                    $"The run of '{Name}' was begun by version {program}, and this one may ask other questions.",
                    "Finish it with that version, or remove that file to begin another run, which is charged in full.");
            }

            RunId = root.GetProperty("run").GetString()!;
            _key = root.GetProperty("key").GetBytesFromBase64();
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw _file.Damaged();
        }
    }
}

/// <summary>A run that was interrupted and can go on.</summary>
/// <param name="RunId">Its id, as its statement will have it.</param>
/// <param name="Answers">The number of its answers that are stored.</param>
/// <param name="HasCheckpoint">True when the state of its training is stored as well.</param>
public sealed record InterruptedRun(string RunId, int Answers, bool HasCheckpoint);
