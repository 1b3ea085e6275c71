using BenchmarkDotNet.Attributes;
using Veil.Data.Domains;
using Veil.Data.Marginals;
using Veil.Data.Tables;
using Veil.Privacy.Counting;
using Veil.Privacy.Mechanisms;

namespace Veil.Benchmarks;

/// <summary>How far 1,225 pairs of columns are from independence; and, as a baseline, counting each pair on its own.</summary>
public class PairErrorsBenchmarks
{
    private const int Columns = 50;

    private CodeColumn[] _columns = [];
    private PairCandidates _candidates = null!;

    [Params(10_000, 1_000_000)]
    public int Rows { get; set; }

    [Params(24, 64)]
    public int Cells { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        var random = new Random(1);
        _columns = [.. Enumerable.Range(0, Columns).Select(_ => CodeColumn.Create(Cells, Rows))];
        foreach (var column in _columns)
        {
            for (var row = 0; row < Rows; row++)
            {
                column.Set(row, (int)(Cells * Math.Pow(random.NextDouble(), 2)));
            }
        }

        var grid = new WholeGrid(0, 1, Cells, roundsDown: false);
        var starts = Enumerable.Range(0, Cells).Select(cell => (long)cell).ToArray();
        _candidates = new PairCandidates(
            [.. Enumerable.Range(0, Columns).Select(i => new NumericAttribute($"c{i}", ColumnType.Integer, grid, [.. starts], hasMissing: false))],
            [.. Enumerable.Range(0, Columns).Select(_ => Enumerable.Repeat(1.0, Cells).ToArray())],
            Rows,
            [.. Enumerable.Range(0, Columns).SelectMany(a => Enumerable.Range(a + 1, Columns - a - 1).Select(b => (a, b)))]);
    }

    [Benchmark]
    public long[] Together() => new PairCounting([.. Enumerable.Repeat(Cells, Columns)], _columns, Rows).Score(_candidates.Pairs, _candidates.Error);

    [Benchmark(Baseline = true)]
    public int OneByOne() =>
        _candidates.Pairs.Sum(pair => MarginalCounter.Count([_columns[pair.First], _columns[pair.Second]], [Cells, Cells], Rows).Length);
}
