using System.Collections.Immutable;
using Veil.Evaluation.Statistics;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Attacks;

/// <summary>
/// The ratio of the density of a synthetic table to that of a reference of real rows. Where the synthetic table is denser
/// than the population, a member of the training table is likely.
/// </summary>
/// <remarks>
/// <para>Reference: the ratio of densities is DOMIAS (van Breugel, Sun, Qian and van der Schaar 2023), here with densities
/// that suit mixed columns: a tree of pairs (Chow and Liu 1968) learnt from the synthetic rows, every count increased by one
/// half. The sum over all pairs follows the idea of MAMA-MIA (Golob et al. 2024), that a generator made of
/// marginals leaks through marginals.</para>
/// <para>Cost: one operation per row and pair of columns; of more than 60 columns, 60 are drawn.</para>
/// </remarks>
internal sealed class DensityRatio
{
    private const int MostColumns = 60;
    private const double Smoothing = 0.5;

    private readonly int[] _columns;
    private readonly AttackerBins[] _coders;
    private readonly double[][] _pairs;
    private readonly double[] _root;
    private readonly (int Parent, int Child, double[] Ratios)[] _edges;

    public DensityRatio(
        ImmutableArray<CommonColumn> columns, Records synthetic, Records reference, ulong seed, CancellationToken cancellation)
    {
        _columns = CodedRecords.Choose(columns.Length, MostColumns, seed);
        _coders = Array.ConvertAll(_columns, c => new AttackerBins(columns[c], synthetic.Values[c]));
        var (here, there) = (Code(synthetic), Code(reference));
        var count = _columns.Length;
        _pairs = new double[count * count][];
        var information = new double[count * count];
        var options = new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, count * count, options, pair =>
        {
            var (a, b) = (pair / count, pair % count);
            if (a < b)
            {
                var (ofSynthetic, ofReference) = (Count(here, a, b), Count(there, a, b));
                _pairs[pair] = Ratios(ofSynthetic, here.Rows, ofReference, there.Rows);
                information[pair] = information[(b * count) + a] = Information(ofSynthetic, _coders[b].Cells, here.Rows);
            }
        });

        var (singleHere, singleThere) = (Singles(here, 0), Singles(there, 0));
        _root = Ratios(singleHere, here.Rows, singleThere, there.Rows);
        _edges =
            [.. Tree(information, count).Select(edge => (edge.Parent, edge.Child, Conditional(here, there, edge.Parent, edge.Child)))];
    }

    /// <summary>The logarithm of the ratio of the two densities at each row.</summary>
    public double[] OfTree(Records targets)
    {
        var coded = Code(targets);
        return Score(targets.Rows, row => _root[coded.Codes[0][row]]
            + _edges.Sum(edge => edge.Ratios[(coded.Codes[edge.Parent][row] * _coders[edge.Child].Cells) + coded.Codes[edge.Child][row]]));
    }

    /// <summary>The sum over all pairs of columns of the logarithm of the ratio of the frequencies of the row's cells.</summary>
    public double[] OfPairs(Records targets)
    {
        var (coded, count) = (Code(targets), _columns.Length);
        return Score(targets.Rows, row =>
        {
            // With a single column there is no pair.
            var sum = count == 1 ? _root[coded.Codes[0][row]] : 0;
            for (var a = 0; a < count; a++)
            {
                for (var b = a + 1; b < count; b++)
                {
                    sum += _pairs[(a * count) + b][(coded.Codes[a][row] * _coders[b].Cells) + coded.Codes[b][row]];
                }
            }

            return sum;
        });
    }

    private static double[] Score(int rows, Func<int, double> score)
    {
        var scores = new double[rows];
        for (var row = 0; row < rows; row++)
        {
            scores[row] = score(row);
        }

        return scores;
    }

    private CodedRecords Code(Records records) =>
        new([.. _columns.Select((column, i) => _coders[i].Of(records.Values[column]))], records.Rows);

    private int[] Count(CodedRecords rows, int a, int b) => rows.Count(a, b, _coders[b].Cells, _coders[a].Cells * _coders[b].Cells);

    private int[] Singles(CodedRecords rows, int column)
    {
        var counts = new int[_coders[column].Cells];
        foreach (var code in rows.Codes[column])
        {
            counts[code]++;
        }

        return counts;
    }

    private static double[] Ratios(int[] here, int hereRows, int[] there, int thereRows)
    {
        var ratios = new double[here.Length];
        var rest = Smoothing * here.Length;
        for (var cell = 0; cell < ratios.Length; cell++)
        {
            ratios[cell] = Math.Log((here[cell] + Smoothing) / (hereRows + rest))
                - Math.Log((there[cell] + Smoothing) / (thereRows + rest));
        }

        return ratios;
    }

    private double[] Conditional(CodedRecords here, CodedRecords there, int parent, int child)
    {
        var cells = _coders[child].Cells;
        var (ofSynthetic, ofReference) = (Count(here, parent, child), Count(there, parent, child));
        var ratios = new double[ofSynthetic.Length];
        for (var start = 0; start < ratios.Length; start += cells)
        {
            var (ofParent, ofOther) = (ofSynthetic[start..(start + cells)], ofReference[start..(start + cells)]);
            Ratios(ofParent, ofParent.Sum(), ofOther, ofOther.Sum()).CopyTo(ratios, start);
        }

        return ratios;
    }

    private static double Information(int[] counts, int cellsOfB, int rows)
    {
        var (ofA, ofB) = (new double[counts.Length / cellsOfB], new double[cellsOfB]);
        for (var cell = 0; cell < counts.Length; cell++)
        {
            ofA[cell / cellsOfB] += counts[cell];
            ofB[cell % cellsOfB] += counts[cell];
        }

        var sum = 0.0;
        for (var cell = 0; cell < counts.Length; cell++)
        {
            var expected = ofA[cell / cellsOfB] * ofB[cell % cellsOfB] / rows;
            sum += counts[cell] == 0 ? 0 : counts[cell] * Math.Log(counts[cell] / expected);
        }

        return sum / rows;
    }

    /// <summary>The spanning tree of maximal mutual information, from the first column.</summary>
    private static List<(int Parent, int Child)> Tree(double[] information, int count)
    {
        var (best, parent, edges) = (new double[count], new int[count], new List<(int, int)>());
        for (var child = 1; child < count; child++)
        {
            best[child] = information[child];
        }

        best[0] = double.NegativeInfinity;
        for (var step = 1; step < count; step++)
        {
            var next = Array.IndexOf(best, best.Max());
            edges.Add((parent[next], next));
            best[next] = double.NegativeInfinity;
            for (var child = 0; child < count; child++)
            {
                if (best[child] > double.NegativeInfinity && information[(next * count) + child] > best[child])
                {
                    (best[child], parent[child]) = (information[(next * count) + child], next);
                }
            }
        }

        return edges;
    }
}

/// <summary>A table as codes of cells.</summary>
/// <param name="Codes">The cells of each column.</param>
/// <param name="Rows">The number of rows.</param>
internal sealed record CodedRecords(int[][] Codes, int Rows)
{
    /// <summary>The counts of the pairs of cells of two columns.</summary>
    public int[] Count(int a, int b, int cellsOfB, int cells)
    {
        var counts = new int[cells];
        var (first, second) = (Codes[a], Codes[b]);
        for (var row = 0; row < Rows; row++)
        {
            counts[(first[row] * cellsOfB) + second[row]]++;
        }

        return counts;
    }

    /// <summary>A random subset of the columns, of at most a given size.</summary>
    public static int[] Choose(int columns, int most, ulong seed) =>
        columns <= most ? [.. Enumerable.Range(0, columns)] : [.. new SeededRandom(seed).Permutation(columns).Take(most).Order()];
}
