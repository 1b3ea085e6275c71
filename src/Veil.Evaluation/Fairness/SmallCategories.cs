using System.Globalization;
using Veil.Evaluation.Parts;
using Veil.Evaluation.Results;
using Veil.Evaluation.Rows;
using Veil.Evaluation.Statistics;

namespace Veil.Evaluation.Fairness;

/// <summary>
/// Do the rare labels of all columns survive? Counted are labels that fewer than 1 of 100 but at least 10 real rows have; one
/// survives when it has at least half its real share. Noise and cut-offs drop the rare first, and averages do not show it.
/// </summary>
public sealed class SmallCategories : IEvaluationPart
{
    private const double Rare = 0.01;
    private const int FewestRows = 10;

    /// <inheritdoc/>
    public string Name => "Rare labels";

    /// <inheritdoc/>
    public Section Section => Section.Fairness;

    /// <inheritdoc/>
    public EvaluationResult Run(EvaluationContext context)
    {
        var space = RecordSpace.Of(context);
        var rare = new List<(int Column, double Label, double Share)>();
        for (var column = 0; column < space.Columns.Length; column++)
        {
            if (!space.Columns[column].IsNumeric)
            {
                rare.AddRange(space.Real.Values[column].Where(label => !double.IsNaN(label)).CountBy(label => label)
                    .Where(label => label.Value >= FewestRows && label.Value < Rare * space.Real.Rows)
                    .Select(label => (column, label.Key, (double)label.Value / space.Real.Rows)));
            }
        }

        if (rare.Count == 0 || space.IsEmpty)
        {
            return Unmeasured.Because(
                "No column has rare labels, or there is no row, so whether rare labels survive was not measured.");
        }

        int Survive(Records rows)
        {
            var counts = rows.Values.Select(column => column.CountBy(value => value).ToDictionary()).ToArray();
            return rare.Count(label => counts[label.Column].GetValueOrDefault(label.Label) >= label.Share / 2 * rows.Rows);
        }

        double ShareOf(Records rows) => (double)Survive(rows) / rare.Count;
        var limits = Proportion.ClopperPearson(Survive(space.Synthetic), rare.Count);
        return new EvaluationResult
        {
            Findings =
            [
                new Finding
                {
                    Id = "fairness.rare-labels",
                    Section = Section.Fairness,
                    Title = "Rare labels that survive",
                    Sentence = string.Create(
                        CultureInfo.InvariantCulture,
                        $"Of {rare.Count} labels that fewer than 1 of 100 real rows have, {Survive(space.Synthetic)} have at least half "
                        + $"their real share of the synthetic rows."),
                    Value = ShareOf(space.Synthetic),
                    Low = limits.Low,
                    High = limits.High,
                    Interval = "95 %, exact binomial (Clopper and Pearson), as if labels were drawn independently",
                    Least = 0,
                    Most = 1,
                    Direction = Direction.Larger,
                    Count = rare.Count,
                    Reads = Sources.Real | Sources.Synthetic | (space.Holdout is null ? 0 : Sources.Holdout),
                    OfHoldout = space.Holdout is { } holdout ? ShareOf(holdout) : null,
                    OfIndependent = ShareOf(space.Encode(context.Independent)),
                    OfUniform = ShareOf(space.Encode(context.Uniform)),
                },
            ],
        };
    }
}
