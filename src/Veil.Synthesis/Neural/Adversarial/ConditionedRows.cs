using Veil.Synthesis.Neural.Tabular;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Neural.Adversarial;

/// <summary>
/// The rows for which each condition holds. Lists of rows are needed while a network is trained and never part of a model.
/// </summary>
internal sealed class ConditionedRows
{
    private readonly SparseRows _rows;
    private readonly int[] _starts;
    private readonly int[] _ids;

    /// <summary>Lists the rows.</summary>
    /// <param name="layout">The conditions.</param>
    /// <param name="rows">The rows.</param>
    public ConditionedRows(ConditionLayout layout, SparseRows rows)
    {
        _rows = rows;
        _starts = new int[layout.Count + 1];
        _ids = new int[rows.Count * layout.Attributes.Length];
        Visit((condition, _) => _starts[condition + 1]++);
        Counts = [.. _starts.Skip(1).Select(count => (double)count)];
        for (var condition = 0; condition < layout.Count; condition++)
        {
            _starts[condition + 1] += _starts[condition];
        }

        int[] next = [.. _starts];
        Visit((condition, row) => _ids[next[condition]++] = row);
        void Visit(Action<int, int> visit)
        {
            for (var row = 0; row < rows.Count; row++)
            {
                var active = rows.ActiveOf(row);
                for (var i = 0; i < layout.Attributes.Length; i++)
                {
                    visit(layout.Offsets[i] + active[layout.Attributes[i]] - layout.Spans[i].Offset, row);
                }
            }
        }
    }

    /// <summary>The number of rows for which each condition holds.</summary>
    public double[] Counts { get; }

    /// <summary>Copies a random row for which a condition holds; any row for -1.</summary>
    public void Draw(int condition, SamplingRandom random, SparseRows to, int target)
    {
        var row = condition < 0
            ? (int)random.NextBelow(_rows.Count)
            : _ids[_starts[condition] + (int)random.NextBelow(_starts[condition + 1] - _starts[condition])];
        to.Copy(_rows, row, target);
        to.Conditions[target] = condition;
    }
}
