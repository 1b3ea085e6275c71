using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Data.Schemas;
using Veil.Data.Text;
using Veil.Synthesis.Models;

namespace Veil.Workflows.Files;

/// <summary>The room on a disk that a table would take, and the room that is free.</summary>
/// <param name="Needed">The approximate number of bytes that the table would take.</param>
/// <param name="Free">The number of bytes that this account may still write in the place it would go to.</param>
/// <param name="Path">The path that it would go to.</param>
public sealed record DiskRoom(double Needed, double Free, string Path)
{
    // This number of rows is drawn to measure their length; fewer rows fit anywhere, or are refused by the disk soon enough.
    private const int SampledRows = 2000;
    private const long FewRows = 100_000;

    /// <summary>True when the table would fit.</summary>
    public bool IsEnough => Needed <= Free;

    /// <summary>The sizes, in words.</summary>
    public string InWords => $"{Path} would take about {NumberText.Bytes(Needed)}, and {NumberText.Bytes(Free)} are free there";

    /// <summary>The room that a drawing would need, judged by its first rows; null where it needs little, or goes to no disk.</summary>
    internal static DiskRoom? Of(
        RowSource source, Schema schema, long rows, ulong seed, ITableSink sink, CancellationToken cancellationToken)
    {
        var output = OutputFiles.Of(sink);
        if (rows < FewRows || !output.HasStatement)
        {
            return null;
        }

        var bytes = sink.Measure(schema, writer =>
        {
            foreach (var chunk in source.Sample(SampledRows, seed, cancellationToken))
            {
                writer.Write(chunk, cancellationToken);
            }
        });
        return At(output.Table, (double)bytes / SampledRows * rows);
    }

    /// <summary>
    /// Refuses rows that would not fit even if they took the very least, before anything is known of their values: a character and what
    /// ends it for each column. Later, the budget that a model costs would be lost.
    /// </summary>
    /// <param name="output">The place that they would go to.</param>
    /// <param name="rows">The number of rows; null when it is not known.</param>
    /// <param name="schema">The schema of the table; null when it is not known.</param>
    internal static void RefuseTooLittle(OutputFiles output, long? rows, Schema? schema)
    {
        if (rows >= FewRows && output.HasStatement
            && At(output.Table, (double)rows.Value * (schema?.Columns.Length ?? 1)) is { IsEnough: false } room)
        {
            throw room.Refusal();
        }
    }

    /// <summary>The refusal of a table that would not fit.</summary>
    internal VeilException Refusal() => new(
        FaultKind.CannotFinish, "disk-too-small", $"{InWords}.",
        "Ask for fewer rows with ‹count›, choose another disk with ‹output›, or write to standard output with ‹output› -.");

    private static DiskRoom? At(string path, double needed)
    {
        try
        {
            var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
            return new DiskRoom(needed, new DriveInfo(folder).AvailableFreeSpace, path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Where the free space of a disk is not known, writing shows whether it is enough.
            return null;
        }
    }
}
