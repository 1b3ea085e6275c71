using Veil.Data.Domains;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Models;

/// <summary>The rows of a model, or those of them for which a condition holds: any number can be drawn, free of privacy cost.</summary>
public sealed class RowSource
{
    // Rows are drawn in blocks of this size, so that memory does not grow with their number. Part of what a seed
    // means: changing it changes every sample.
    private const int BlockRows = 1 << 20;

    // Blocks are decoded to values in chunks of this size.
    private const int ChunkRows = 1 << 16;

    private readonly Schema _schema;
    private readonly Domain _domain;
    private readonly IRecordSampler _sampler;

    internal RowSource(Schema schema, Domain domain, IRecordSampler sampler, double probability)
    {
        _schema = schema;
        _domain = domain;
        _sampler = sampler;
        Probability = probability;
    }

    /// <summary>The part of the model's rows that these are, above 0: a public fact of the model.</summary>
    public double Probability { get; }

    /// <summary>Draws rows, a chunk at a time.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="seed">The same source and seed give the same rows.</param>
    /// <param name="cancellationToken">Stops between chunks.</param>
    public IEnumerable<Table> Sample(long rows, ulong seed, CancellationToken cancellationToken = default) =>
        Sample(rows, seed, 1, cancellationToken);

    /// <summary>Draws rows, a chunk at a time.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="seed">The same source and seed give the same rows.</param>
    /// <param name="firstKey">The number of the first row's made-up keys, from 1: two drawings need not share any.</param>
    /// <param name="cancellationToken">Stops between chunks.</param>
    public IEnumerable<Table> Sample(long rows, ulong seed, long firstKey, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(firstKey, 1);
        return OneAhead(Chunks(rows, seed, firstKey - 1, cancellationToken));
    }

    // Rows are drawn and decoded while those before them are written.
    private static IEnumerable<T> OneAhead<T>(IEnumerable<T> chunks)
        where T : class
    {
        using var source = chunks.GetEnumerator();
        T? Advance() => source.MoveNext() ? source.Current : null;
        var next = Task.Run(Advance);
        try
        {
            while (next.GetAwaiter().GetResult() is { } chunk)
            {
                next = Task.Run(Advance);
                yield return chunk;
            }
        }
        finally
        {
            // A caller that stops early leaves one block under way, whose outcome is not used.
            Task.WhenAny(next).GetAwaiter().GetResult();
        }
    }

    private IEnumerable<Table> Chunks(long rows, ulong seed, long keysBefore, CancellationToken cancellationToken)
    {
        for (long start = 0; start < rows; start += BlockRows)
        {
            var random = new SamplingRandom(seed, (ulong)(start / BlockRows));
            var block = (int)Math.Min(BlockRows, rows - start);
            var cells = _sampler.Sample(block, random, cancellationToken);
            for (var at = 0; at < block; at += ChunkRows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return Decode(cells, at, Math.Min(ChunkRows, block - at), keysBefore + start + at, random);
            }
        }
    }

    private Table Decode(ushort[][] cells, int at, int count, long firstRow, SamplingRandom random)
    {
        var columns = new List<Column>();
        foreach (var column in _schema.Columns)
        {
            var index = _domain.IndexOf(column.Name);
            columns.Add(index < 0
                ? Surrogates.Make(column, firstRow, count)
                : _domain[index].Decode(cells[index].AsSpan(at, count), random.NextBelow));
        }

        return new Table(columns);
    }
}
