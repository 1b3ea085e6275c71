using System.Buffers;
using System.Collections.Concurrent;
using Veil.Data.Domains;

namespace Veil.Synthesis.Graphical;

/// <summary>
/// Marginals of a calibrated junction tree over attributes that need not share a clique. Safe for several threads.
/// </summary>
/// <remarks>
/// Reference: out-of-clique queries of Koller and Friedman 2009, 10.3.3. The smallest subtree that holds the attributes is
/// collected to its root; the attributes that a clique adds to its separator are first summed to those that are needed, and
/// those sums are kept, so that the cost of all pairs is about one pass over each clique for each of its separators.
/// </remarks>
internal sealed class MarginalQuery(Calibration calibration, double[][] beliefs)
{
    private const double SmallestDivisor = 1e-300;

    private readonly JunctionTree _tree = calibration.Tree;
    private readonly ConcurrentDictionary<(int Clique, bool IsTop, AttributeSet Kept), double[]> _sums = new();

    /// <summary>The marginal over a set, row-major; null when a table on the way would be larger than allowed.</summary>
    public double[]? Marginal(AttributeSet set, int mostCells)
    {
        int[] wanted = [.. set];
        var (isUsed, top) = Subtree(wanted);
        var messages = new (int[] Scope, double[] Values)[_tree.Cliques.Length];
        var children = new List<int>[_tree.Cliques.Length];
        for (var clique = _tree.Cliques.Length - 1; clique >= top; clique--)
        {
            if (!isUsed[clique])
            {
                continue;
            }

            var incoming = children[clique]?.Select(child => messages[child]).ToList() ?? [];
            var separator = clique == top ? [] : _tree.Separators[clique];
            int[] kept =
            [
                .. _tree.Cliques[clique].Where(attribute =>
                    Array.IndexOf(separator, attribute) >= 0 || Array.IndexOf(wanted, attribute) >= 0
                    || incoming.Exists(message => Array.IndexOf(message.Scope, attribute) >= 0)),
            ];
            int[] scope = [.. kept.Union(incoming.SelectMany(message => message.Scope)).Order()];
            if (Cells(scope) > mostCells)
            {
                return null;
            }

            int[] outgoing =
                [.. scope.Where(attribute => Array.IndexOf(separator, attribute) >= 0 || Array.IndexOf(wanted, attribute) >= 0)];
            var result = new double[(int)Cells(outgoing)];

            // Large short-lived tables are rented, not allocated.
            var rented = ArrayPool<double>.Shared.Rent((int)Cells(scope));
            var table = rented.AsSpan(0, (int)Cells(scope));
            Spread(clique, clique == top, kept, scope, table);
            foreach (var (otherScope, values) in incoming)
            {
                Plan(scope, otherScope).Multiply(table, values);
            }

            Plan(scope, outgoing).Sum(table, result);
            ArrayPool<double>.Shared.Return(rented);
            if (clique == top)
            {
                return result;
            }

            messages[clique] = (outgoing, result);
            (children[_tree.Parents[clique]] ??= []).Add(clique);
        }

        throw new InvalidOperationException("A junction tree has a root.");
    }

    // The smallest connected part of the tree that holds the attributes, and its clique nearest to the root.
    private (bool[] IsUsed, int Top) Subtree(int[] wanted)
    {
        var count = _tree.Cliques.Length;
        var isUsed = new bool[count];
        var usedChildren = new int[count];
        Array.Fill(isUsed, true);
        for (var clique = count - 1; clique > 0; clique--)
        {
            isUsed[clique] = usedChildren[clique] > 0 || Needs(clique, wanted, _tree.Separators[clique]);
            usedChildren[_tree.Parents[clique]] += isUsed[clique] ? 1 : 0;
        }

        var top = 0;
        while (usedChildren[top] == 1)
        {
            var child = Enumerable.Range(top + 1, count - top - 1).First(other => isUsed[other] && _tree.Parents[other] == top);
            if (Needs(top, wanted, _tree.Separators[child]))
            {
                break;
            }

            isUsed[top] = false;
            top = child;
        }

        return (isUsed, top);
    }

    private bool Needs(int clique, int[] wanted, int[] separator) =>
        wanted.Any(attribute => Array.BinarySearch(_tree.Cliques[clique], attribute) >= 0 && Array.BinarySearch(separator, attribute) < 0);

    // The clique's marginal over what is kept, given its separator, spread over the scope.
    private void Spread(int clique, bool isTop, int[] kept, int[] scope, Span<double> table)
    {
        var conditional = _sums.GetOrAdd((clique, isTop, new AttributeSet(kept)), _ => Conditional(clique, isTop, kept));
        if (scope.Length == kept.Length)
        {
            conditional.CopyTo(table);
            return;
        }

        table.Clear();
        Plan(scope, kept).AddTo(table, conditional);
    }

    private double[] Conditional(int clique, bool isTop, int[] kept)
    {
        var sums = new double[(int)Cells(kept)];
        Plan(_tree.Cliques[clique], kept).Sum(beliefs[clique], sums);
        if (!isTop)
        {
            var plan = Plan(kept, _tree.Separators[clique]);
            var divisor = new double[plan.SmallCells];
            plan.Sum(sums, divisor);
            for (var cell = 0; cell < divisor.Length; cell++)
            {
                // The inverse of a number below the normal ones is infinite, and makes what is not a number of a zero.
                divisor[cell] = divisor[cell] >= SmallestDivisor ? 1 / divisor[cell] : 0;
            }

            plan.Multiply(sums, divisor);
        }

        return sums;
    }

    private double Cells(int[] scope) => scope.Aggregate(1.0, (cells, attribute) => cells * _tree.Sizes[attribute]);

    private AxisReduction Plan(int[] large, int[] kept) => calibration.Plan(large, kept);
}
