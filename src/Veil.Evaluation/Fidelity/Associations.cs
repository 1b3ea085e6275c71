using Veil.Evaluation.Results;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>The measures of association of all pairs of columns in every table.</summary>
internal sealed class Associations
{
    private readonly IReadOnlyList<int[]> _pairs;
    private readonly ComparedTables _data;
    private readonly double?[][] _differencesWithout;
    private readonly double?[][] _propensities;

    /// <summary>Allocates the measures of a list of pairs.</summary>
    public Associations(ComparedTables data, IReadOnlyList<int[]> pairs)
    {
        (_data, _pairs) = (data, pairs);
        var rows = data.Common.Rows;
        _differencesWithout = [.. Enumerable.Range(0, BinnedTables.Groups).Select(_ => new double?[pairs.Count])];
        _propensities = [.. rows.Select(_ => new double?[pairs.Count])];
        PairMeasure Empty() => new(data.Names, rows);
        (Information, CorrectedInformation, NormalisedInformation) = (Empty(), Empty(), Empty());
        (CramersV, TheilsU) = (Empty(), Empty());
    }

    /// <summary>Mutual information in nats.</summary>
    public PairMeasure Information { get; }

    /// <summary>Mutual information minus its first-order bias.</summary>
    public PairMeasure CorrectedInformation { get; }

    /// <summary>Mutual information divided by the mean of the two entropies.</summary>
    public PairMeasure NormalisedInformation { get; }

    /// <summary>Cramér's V, bias-corrected.</summary>
    public PairMeasure CramersV { get; }

    /// <summary>Theil's U: the share of the entropy of the matrix row's attribute that the matrix column's attribute explains.</summary>
    public PairMeasure TheilsU { get; }

    /// <summary>The mean difference of normalised mutual information without each group of rows.</summary>
    public IReadOnlyList<double> MeanDifferencesWithout =>
        [.. _differencesWithout.Select(differences => differences.Average()).OfType<double>()];

    /// <summary>The standardised propensity of each pair in a table.</summary>
    public IReadOnlyList<double?> Propensities(int table) => _propensities[table];

    /// <summary>Reads the counts of a pair.</summary>
    public void Look(int pair, MarginalCounts counts)
    {
        for (var table = 0; table < _data.Count; table++)
        {
            _propensities[table][pair] = Propensity.OfCells(counts.Of(ComparedTables.Real), counts.Of(table))?.Standardised;
        }

        // Two columns with a million combinations or more: with few rows their measured association is chance.
        if (!counts.IsDense)
        {
            return;
        }

        var (x, y) = (_pairs[pair][0], _pairs[pair][1]);
        for (var table = 0; table < _data.Count; table++)
        {
            var contingency = new Contingency(counts.Of(table), _data.Binned.Sizes[y]);
            if (contingency.HasRows)
            {
                Information[table, x, y] = Information[table, y, x] = contingency.MutualInformation;
                CorrectedInformation[table, x, y] = CorrectedInformation[table, y, x] = contingency.MillerMadow;
                NormalisedInformation[table, x, y] = NormalisedInformation[table, y, x] = contingency.Normalised;
                CramersV[table, x, y] = CramersV[table, y, x] = contingency.CramersVCorrected;
                TheilsU[table, x, y] = contingency.RowExplained;
                TheilsU[table, y, x] = contingency.ColumnExplained;
            }
        }
    }

    /// <summary>Reads the counts of a pair without a group of rows.</summary>
    public void LookWithout(int pair, int group, int[] real, int[] synthetic)
    {
        var (x, y) = (_pairs[pair][0], _pairs[pair][1]);
        if (NormalisedInformation[ComparedTables.Real, x, y] is not null)
        {
            var columns = _data.Binned.Sizes[y];
            _differencesWithout[group][pair] =
                Math.Abs(new Contingency(real, columns).Normalised - new Contingency(synthetic, columns).Normalised);
        }
    }

    /// <summary>The matrices of all measures.</summary>
    public IEnumerable<PairMatrix> Matrices() =>
    [
        NormalisedInformation.Matrix("pairs.mutual-information.normalised", "Normalised mutual information", 0, 1),
        Information.Matrix(
            "pairs.mutual-information", "Mutual information in nats", 0, Math.Log(_data.Binned.Sizes.DefaultIfEmpty(1).Max())),
        CramersV.Matrix("pairs.cramers-v", "Cramer's V, bias-corrected", 0, 1),
        TheilsU.Matrix("pairs.theils-u", "Theil's U: share of the row's entropy that the column explains", 0, 1),
    ];
}
