using System.Collections.Immutable;
using Veil.Data.Domains;
using Veil.Data.Inference;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Privacy.Accounting;
using Veil.Privacy.Noise;

namespace Veil.Privacy.Counting;

/// <summary>A table in memory, counted on as many processors as there are. Columns are encoded when they are first asked for.</summary>
/// <param name="rows">The rows; the caller gives up its own reference.</param>
internal sealed class RowsInMemory(Table rows) : ISensitiveRows
{
    private readonly Dictionary<Attribute, CodeColumn> _encoded = new(ReferenceEqualityComparer.Instance);
    private readonly ExactCounts _counted = new();
    private Table _rows = rows;
    private int[]? _entities;

    /// <inheritdoc/>
    public int RowCount { get; private set; } = rows.RowCount;

    /// <inheritdoc/>
    public ColumnType? TypeOf(string column) => _rows.Find(column)?.Type;

    /// <inheritdoc/>
    public void ApplyTypes(Schema schema)
    {
        _rows = TypedTable.Convert(_rows, schema, badCellsMissing: true);
        _encoded.Clear();
        _counted.Clear();
    }

    /// <inheritdoc/>
    public void BoundContributions(PrivacyUnit unit, AnswerGate draws)
    {
        _rows = ContributionBound.Apply(_rows, unit, draws);
        RowCount = _rows.RowCount;
        _entities = ((LabelColumn)_rows.Find(unit.EntityColumn!)!).Codes.ToArray();
    }

    /// <inheritdoc/>
    public long[] Kinds(string column) => KindCounts.Of((LabelColumn)_rows[column]);

    /// <inheritdoc/>
    public long[] KeyForms(string column) => KeyFormCounts.Of((LabelColumn)_rows[column]);

    /// <inheritdoc/>
    public LabelCounts Labels(string column)
    {
        var labels = (LabelColumn)_rows[column];
        var counts = new long[labels.Labels.Count];
        long missing = 0;
        foreach (var code in labels.Codes)
        {
            if (code == LabelColumn.Missing)
            {
                missing++;
            }
            else
            {
                counts[code]++;
            }
        }

        int[] occurring = [.. Enumerable.Range(0, counts.Length).Where(code => counts[code] > 0)];
        return new LabelCounts(labels.Labels, occurring, [.. occurring.Select(code => counts[code]), missing]);
    }

    /// <inheritdoc/>
    public long[] Intervals(string column, double[] edges) => IntervalCounts.Of(_rows[column], edges);

    /// <inheritdoc/>
    public int[] Marginal(Attribute[] attributes) => _counted.Of(attributes, Encoded, RowCount);

    /// <inheritdoc/>
    public long[] ScoreMarginals(Attribute[][] marginals, CountScore score)
    {
        // Every marginal is counted, whatever its score.
        foreach (var attribute in marginals.SelectMany(marginal => marginal))
        {
            Encoded(attribute);
        }

        var scores = new long[marginals.Length];
        Parallel.For(0, marginals.Length, i => scores[i] = score(Marginal(marginals[i]), i));
        return scores;
    }

    /// <inheritdoc/>
    public long[] ScorePairs(ImmutableArray<Attribute> attributes, ImmutableArray<(int First, int Second)> pairs, CountScore score) =>
        new PairCounting([.. attributes.Select(attribute => attribute.Size)], [.. attributes.Select(Encoded)], RowCount)
            .Score(pairs, score);

    /// <inheritdoc/>
    public long[] Products(Attribute[] attributes, ImmutableArray<int>[] scores, int bound) =>
        ProductSums.Of(scores, Array.ConvertAll(attributes, Encoded), RowCount, bound);

    /// <inheritdoc/>
    public LentRows Lend(Attribute[] attributes) => new(Array.ConvertAll(attributes, Encoded), RowCount, _entities);

    private CodeColumn Encoded(Attribute attribute)
    {
        if (!_encoded.TryGetValue(attribute, out var codes))
        {
            codes = attribute.Encode(ColumnOf(attribute));
            _encoded.Add(attribute, codes);
        }

        return codes;
    }

    private Column ColumnOf(Attribute attribute) =>
        attribute is CompressedAttribute compressed ? ColumnOf(compressed.Fine) : _rows[attribute.Name];
}
