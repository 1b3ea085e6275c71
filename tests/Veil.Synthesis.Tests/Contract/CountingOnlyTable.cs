using System.Collections.Immutable;
using Veil.Data.Cells;
using Veil.Data.Errors;
using Veil.Data.Inference;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Privacy.Accounting;
using Veil.Privacy.Counting;
using Veil.Privacy.Noise;

namespace Veil.Synthesis.Tests.Contract;

/// <summary>A source that counts, row by row and one answer at a time, and has no rows to lend: what a database will be.</summary>
internal sealed class CountingOnlyTable(Table rows) : ISensitiveCounts
{
    private Table _hidden = rows;

    public int RowCount => _hidden.RowCount;

    public ColumnType? TypeOf(string column) => _hidden.Find(column)?.Type;

    public void ApplyTypes(Schema schema) =>
        _hidden = TypedTable.Convert(_hidden, schema, badCellsMissing: true);

    public void BoundContributions(PrivacyUnit unit, AnswerGate draws) =>
        throw new VeilException(FaultKind.Usage, "entities-not-counted", "This source counts rows alone.", "Protect rows.");

    public long[] Kinds(string column)
    {
        var counts = new long[ValueKinds.Count + 1];
        var texts = Texts(column).ToList();
        foreach (var text in texts)
        {
            counts[(int)(text is null ? ValueKind.Empty : ValueKinds.Of(System.Text.Encoding.UTF8.GetBytes(text), ((LabelColumn)_hidden[column]).DecimalMark))]++;
        }

        counts[^1] = texts.Where(text => text is not null).Distinct().Count();
        return counts;
    }

    public long[] KeyForms(string column)
    {
        var counts = new long[Data.Schemas.KeyForms.All.Length];
        foreach (var text in Texts(column))
        {
            counts[text is null ? 0 : Data.Schemas.KeyForms.IndexOf(System.Text.Encoding.UTF8.GetBytes(text))]++;
        }

        return counts;
    }

    public LabelCounts Labels(string column)
    {
        var groups = Texts(column).OfType<string>().GroupBy(text => text).ToList();
        return new LabelCounts(
            LabelPool.Of(groups.Select(group => group.Key)),
            [.. Enumerable.Range(0, groups.Count)],
            [.. groups.Select(group => (long)group.Count()), Texts(column).Count(text => text is null)]);
    }

    public long[] Intervals(string column, double[] edges)
    {
        var counts = new long[edges.Length + 1];
        for (var row = 0; row < RowCount; row++)
        {
            if (Number(_hidden[column], row) is { } value)
            {
                counts[edges.Count(edge => edge <= value)]++;
            }
        }

        return counts;
    }

    public int[] Marginal(Attribute[] attributes)
    {
        var counts = new int[attributes.Aggregate(1, (size, attribute) => size * attribute.Size)];
        var columns = Array.ConvertAll(attributes, Cells);
        for (var row = 0; row < RowCount; row++)
        {
            var cell = 0;
            for (var i = 0; i < attributes.Length; i++)
            {
                cell = (cell * attributes[i].Size) + columns[i][row];
            }

            counts[cell]++;
        }

        return counts;
    }

    public long[] ScoreMarginals(Attribute[][] marginals, CountScore score) =>
        [.. marginals.Select((marginal, i) => score(Marginal(marginal), i))];

    public long[] ScorePairs(ImmutableArray<Attribute> attributes, ImmutableArray<(int First, int Second)> pairs, CountScore score) =>
        ScoreMarginals([.. pairs.Select(pair => new[] { attributes[pair.First], attributes[pair.Second] })], score);

    public long[] Products(Attribute[] attributes, ImmutableArray<int>[] scores, int bound)
    {
        var columns = Array.ConvertAll(attributes, Cells);
        var sums = new long[attributes.Length * (attributes.Length + 1) / 2];
        for (var row = 0; row < RowCount; row++)
        {
            var vector = columns.Select((column, i) => (long)scores[i][column[row]]).ToArray();
            ProductSums.Clip(vector, bound);
            for (var (i, at) = (0, 0); i < vector.Length; i++)
            {
                for (var j = i; j < vector.Length; j++)
                {
                    sums[at++] += vector[i] * vector[j];
                }
            }
        }

        return sums;
    }

    private int[] Cells(Attribute attribute)
    {
        // A merged attribute is named as the fine one.
        var codes = attribute.Encode(_hidden[attribute.Name]);
        return [.. Enumerable.Range(0, RowCount).Select(row => codes[row])];
    }

    private static double? Number(Column column, int row) =>
        column.IsMissing(row) ? null
        : column is IntegerColumn integers ? integers.Values[row] : ((DecimalColumn)column).Values[row];

    private IEnumerable<string?> Texts(string column)
    {
        var labels = (LabelColumn)_hidden[column];
        return labels.Codes.ToArray().Select(code => code == LabelColumn.Missing ? null : labels.Labels[code]);
    }
}
