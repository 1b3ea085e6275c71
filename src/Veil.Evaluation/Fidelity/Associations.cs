using Veil.Evaluation.Results;

namespace Veil.Evaluation.Fidelity;

/// <summary>How strongly the cells of two columns are related in every table, for all pairs.</summary>
internal sealed class Associations
{
    private readonly IReadOnlyList<int[]> _pairs;
    private readonly FidelityData _data;
    private readonly double?[][] _differencesWithout;
    private readonly PairMeasure _information;
    private readonly PairMeasure _corrected;
    private readonly PairMeasure _normalised;
    private readonly PairMeasure _cramersV;
    private readonly PairMeasure _explained;
    private readonly double?[][] _propensities;

    public Associations(FidelityData data, IReadOnlyList<int[]> pairs)
    {
        (_data, _pairs) = (data, pairs);
        _differencesWithout = [.. Enumerable.Range(0, BinnedTables.Groups).Select(_ => new double?[pairs.Count])];
        var rows = data.Binned.Rows;
        _information = new PairMeasure(data.Names, rows);
        _corrected = new PairMeasure(data.Names, rows);
        _normalised = new PairMeasure(data.Names, rows);
        _propensities = [.. rows.Select(_ => new double?[pairs.Count])];
        _cramersV = new PairMeasure(data.Names, rows);
        _explained = new PairMeasure(data.Names, rows);
    }

    /// <summary>Reads the counts of a pair.</summary>
    public void Look(int pair, MarginalCounts counts)
    {
        for (var table = 0; table < _data.Tables.Count; table++)
        {
            _propensities[table][pair] = Propensity.OfCells(counts.Of(FidelityData.Real), counts.Of(table))?.Standardised;
        }

        // Two columns with a million combinations or more: what few rows say of their relation is chance.
        if (!counts.IsDense)
        {
            return;
        }

        var (x, y) = (_pairs[pair][0], _pairs[pair][1]);
        for (var table = 0; table < _data.Tables.Count; table++)
        {
            var contingency = new Contingency(counts.Of(table), _data.Binned.Sizes[y]);
            if (contingency.HasRows)
            {
                _information[table, x, y] = _information[table, y, x] = contingency.MutualInformation;
                _corrected[table, x, y] = _corrected[table, y, x] = contingency.MillerMadow;
                _normalised[table, x, y] = _normalised[table, y, x] = contingency.Normalised;
                _cramersV[table, x, y] = _cramersV[table, y, x] = contingency.CramersVCorrected;
                _explained[table, x, y] = contingency.RowExplained;
                _explained[table, y, x] = contingency.ColumnExplained;
            }
        }
    }

    /// <summary>Reads the counts of a pair without a group of rows.</summary>
    public void LookWithout(int pair, int group, int[] real, int[] synthetic)
    {
        var (x, y) = (_pairs[pair][0], _pairs[pair][1]);
        if (_normalised[FidelityData.Real, x, y] is not null)
        {
            var columns = _data.Binned.Sizes[y];
            _differencesWithout[group][pair] = Math.Abs(new Contingency(real, columns).Normalised - new Contingency(synthetic, columns).Normalised);
        }
    }

    /// <summary>Adds what the differences are.</summary>
    public void AddTo(Findings findings, FidelityData data)
    {
        const string reason = "There are not two columns, or a table has no row.";
        findings.Add(
            "mutual-information.difference.mean",
            "Mean difference of normalised mutual information",
            data.Measure(_normalised.MeanDifference),
            _normalised.Pairs / 2,
            value => $"How much one column tells of another (0 nothing, 1 all) is off by {Words.Number(value)} on average. A table without any relation scores {Words.Number(_normalised.MeanDifference(FidelityData.Independent))}.",
            reason,
            finding => (finding with { Most = 1, IsHeadline = true }).WithInterval(
                [.. _differencesWithout.Select(differences => differences.Average()).OfType<double>()]));
        findings.Add(
            "mutual-information.difference.sum",
            "Summed difference of mutual information",
            data.Measure(table => _information.SumOfDifferences(table) / 2),
            _information.Pairs / 2,
            value => $"Over all pairs, the mutual information is off by {Words.Number(value)} nats. A table without any relation scores {Words.Number(_information.SumOfDifferences(FidelityData.Independent) / 2)}; more than that are relations that are not real. With the mutual information of each table less what chance adds to it (Miller and Madow), it is {Words.Number(_corrected.SumOfDifferences(FidelityData.Synthetic) / 2)}.",
            reason);
        findings.Add(
            "propensity.standardised.mean",
            "Mean standardised propensity mean squared error of pairs",
            data.Measure(table => _propensities[table].Average()),
            _pairs.Count,
            value => $"Told by two columns alone, synthetic rows stand out {Words.Number(value)} times as much as rows drawn from the real rows' own distribution; other real rows stand out {Words.Number(1 + ((double)data.Binned.Rows[FidelityData.Synthetic] / data.Binned.Rows[FidelityData.Real]))} times as much, if they are as many.",
            "There are not two columns, a table has no row, or no pair shows two combinations.",
            finding => finding with { Direction = Direction.LikeReal });
        findings.Add(
            "cramers-v.difference.mean",
            "Mean difference of Cramer's V",
            data.Measure(_cramersV.MeanDifference),
            _cramersV.Pairs / 2,
            value => $"Cramer's V of two columns, less what chance alone would give, is off by {Words.Number(value)} on average.",
            "No pair of columns has two values each in the real table.",
            finding => finding with { Most = 1 });
        findings.Add(
            "theils-u.difference.mean",
            "Mean difference of Theil's U",
            data.Measure(_explained.MeanDifference),
            _explained.Pairs,
            value => $"The share of a column's uncertainty that another one removes is off by {Words.Number(value)} on average.",
            reason,
            finding => finding with { Most = 1 });
    }

    /// <summary>The matrices of all measures.</summary>
    public IEnumerable<PairMatrix> Matrices() =>
    [
        _normalised.Matrix("pairs.mutual-information.normalised", "Normalised mutual information", 0, 1),
        _information.Matrix("pairs.mutual-information", "Mutual information in nats", 0, Math.Log(_data.Binned.Sizes.DefaultIfEmpty(1).Max())),
        _cramersV.Matrix("pairs.cramers-v", "Cramer's V, bias-corrected", 0, 1),
        _explained.Matrix("pairs.theils-u", "Theil's U: share of the row's uncertainty that the column removes", 0, 1),
    ];
}
