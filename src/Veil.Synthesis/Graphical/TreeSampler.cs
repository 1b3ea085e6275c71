using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Graphical;

/// <summary>
/// Draws records from marginals over the cliques of a junction tree: attribute after attribute, given those that it
/// shares a clique with. Within each group of equal conditions the values get their expected numbers of rows rounded up
/// or down at random, so that marginals over cliques come out nearly exact.
/// </summary>
/// <remarks>Cost: a sort of the rows by condition for each attribute, and the cells of its clique.</remarks>
internal sealed class TreeSampler : IRecordSampler
{
    private readonly int _attributes;
    private readonly List<Step> _steps = [];

    /// <summary>Makes a sampler.</summary>
    /// <param name="sizes">The number of values of each attribute.</param>
    /// <param name="cliques">Sets of attributes in increasing order. What is new in one is drawn given what it shares with those before.</param>
    /// <param name="beliefs">A table over each; what is below zero counts as zero.</param>
    public TreeSampler(int[] sizes, IReadOnlyList<int[]> cliques, IReadOnlyList<double[]> beliefs)
    {
        _attributes = sizes.Length;
        var isKnown = new bool[_attributes];
        for (var i = 0; i < cliques.Count; i++)
        {
            var clique = cliques[i];
            foreach (var attribute in clique.Where(attribute => !isKnown[attribute]).ToArray())
            {
                int[] given = [.. clique.Where(other => isKnown[other])];
                var plan = new AxisPlan(
                    [.. clique.Select(other => sizes[other])], [.. clique.Select(other => other == attribute || isKnown[other])]);
                var table = new double[plan.SmallCells];
                plan.Sum(beliefs[i], table);
                _steps.Add(new Step(attribute, given, sizes, table));
                isKnown[attribute] = true;
            }
        }
    }

    /// <inheritdoc/>
    public ushort[][] Sample(int rows, SamplingRandom random, CancellationToken cancellationToken)
    {
        var columns = new ushort[_attributes][];
        foreach (var step in _steps)
        {
            cancellationToken.ThrowIfCancellationRequested();
            columns[step.Attribute] = step.Draw(columns, rows, random);
        }

        return columns;
    }

    /// <summary>One attribute and what it is drawn given.</summary>
    private sealed class Step
    {
        private readonly int[] _given;
        private readonly int[] _givenSizes;
        private readonly int _size;
        private readonly double[] _conditional;
        private readonly double[] _overall;

        public Step(int attribute, int[] given, int[] sizes, double[] table)
        {
            Attribute = attribute;
            _given = given;
            _givenSizes = [.. given.Select(other => sizes[other])];
            _size = sizes[attribute];
            _conditional = Arrange(attribute, given, sizes, table);
            _overall = new double[_size];
            for (var cell = 0; cell < _conditional.Length; cell++)
            {
                _overall[cell % _size] += _conditional[cell];
            }

            if (_overall.Sum() <= 0)
            {
                Array.Fill(_overall, 1);
            }
        }

        public int Attribute { get; }

        public ushort[] Draw(ushort[][] columns, int rows, SamplingRandom random)
        {
            var (order, keys) = Grouped(columns, rows, random);
            var drawn = new ushort[rows];
            for (var start = 0; start < rows;)
            {
                var key = keys[order[start]];
                var end = start + 1;
                while (end < rows && keys[order[end]] == key)
                {
                    end++;
                }

                Fill(drawn, order.AsSpan(start, end - start), key, random);
                start = end;
            }

            return drawn;
        }

        // The rows in random order, then stably by condition.
        private (int[] Order, int[] Keys) Grouped(ushort[][] columns, int rows, SamplingRandom random)
        {
            var keys = new int[rows];
            for (var i = 0; i < _given.Length; i++)
            {
                var (column, size) = (columns[_given[i]], _givenSizes[i]);
                for (var row = 0; row < rows; row++)
                {
                    keys[row] = (keys[row] * size) + column[row];
                }
            }

            var shuffled = new int[rows];
            for (var i = 0; i < rows; i++)
            {
                var j = (int)random.NextBelow(i + 1);
                shuffled[i] = shuffled[j];
                shuffled[j] = i;
            }

            var starts = new int[(_conditional.Length / _size) + 1];
            foreach (var key in keys)
            {
                starts[key + 1]++;
            }

            for (var i = 1; i < starts.Length; i++)
            {
                starts[i] += starts[i - 1];
            }

            var order = new int[rows];
            foreach (var row in shuffled)
            {
                order[starts[keys[row]]++] = row;
            }

            return (order, keys);
        }

        private void Fill(ushort[] drawn, ReadOnlySpan<int> rows, int key, SamplingRandom random)
        {
            var weights = _conditional.AsSpan(key * _size, _size);
            double total = 0;
            foreach (var weight in weights)
            {
                total += weight;
            }

            // A condition that the model holds impossible, met through rounding: the attribute on its own.
            var counts = SystematicRounding.Round(total > 0 ? weights : _overall, rows.Length, random);
            var at = 0;
            for (var value = 0; value < counts.Length; value++)
            {
                for (var i = 0; i < counts[value]; i++)
                {
                    drawn[rows[at++]] = (ushort)value;
                }
            }
        }

        // The table with the drawn attribute last.
        private static double[] Arrange(int attribute, int[] given, int[] sizes, double[] table)
        {
            int[] sorted = [.. given.Append(attribute).Order()];
            var inner = sorted.SkipWhile(other => other != attribute).Skip(1).Aggregate(1, (cells, other) => cells * sizes[other]);
            var size = sizes[attribute];
            var arranged = new double[table.Length];
            for (var cell = 0; cell < table.Length; cell++)
            {
                var value = cell / inner % size;
                var condition = (cell / (inner * size) * inner) + (cell % inner);
                arranged[(condition * size) + value] = Math.Max(0, table[cell]);
            }

            return arranged;
        }
    }
}
