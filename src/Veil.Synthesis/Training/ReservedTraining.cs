using Veil.Data.Domains;
using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Privacy;
using Veil.Privacy.Accounting;
using Veil.Synthesis.Domains;

namespace Veil.Synthesis.Training;

/// <summary>
/// A training for which a part of the budget is reserved. A training that could learn nothing but noise is refused.
/// </summary>
internal sealed class ReservedTraining
{
    // Columns whose cells are not known yet are taken to have this many.
    private const int UnknownCells = 24;
    private const int NumericCells = 32;

    private const double MostEpsilon = 1000;

    private readonly PrivacyAccountant _accountant;
    private readonly SubsampledGaussianEvent _training;
    private readonly double _weights;

    private ReservedTraining(PrivacyAccountant accountant, SubsampledGaussianEvent training, double weights) =>
        (_accountant, _training, _weights) = (accountant, training, weights);

    /// <summary>About how many cells the attributes of a domain will have.</summary>
    public static int[] Cells(Schema schema) =>
    [
        .. DomainPlan.Used(schema).Select(column =>
            DomainPlan.IsNumeric(column) ? column.Bins ?? NumericCells
            : AttributeFactory.IsDeclared(column) ? AttributeFactory.Create(column).Size
            : UnknownCells),
    ];

    /// <summary>The training that the budget of a table has reserved.</summary>
    /// <param name="table">The private table.</param>
    /// <param name="weights">The number of weights.</param>
    /// <exception cref="VeilException">Codes <c>rows-needed</c>, <c>training-needs-delta</c>, <c>training-needs-add-remove</c>.</exception>
    /// <exception cref="InvalidOperationException">The budget was opened without the training of the method.</exception>
    public static ReservedTraining Of(PrivateTable table, double weights)
    {
        table.RequireRows();
        SubsampledGaussian.CheckAllowed(table.Accountant.Delta, table.Neighbours);
        var training = table.Accountant.Training ?? throw new InvalidOperationException("The budget was opened without a training.");
        return new ReservedTraining(table.Accountant, training, weights);
    }

    /// <summary>Refuses a budget under which the noise of all steps together is larger than any signal of the rows.</summary>
    /// <remarks>
    /// The mean of all steps' sums over a batch is at most the bound long; its noise is about bound x multiplier x
    /// sqrt(weights / steps) / batch.
    /// </remarks>
    /// <param name="rows">The number of rows: declared, or counted with noise.</param>
    /// <exception cref="VeilException">Code <c>training-hopeless</c>.</exception>
    public void RefuseInfeasible(double rows)
    {
        var training = _training;
        if (NoiseOverSignal(training.NoiseMultiplier) <= 1)
        {
            return;
        }

        // Without the prelude and the thresholds: the advice need not be exact.
        var share = Math.Clamp(_accountant.Total / GaussianDp.HalfMuSquared(_accountant.Epsilon, _accountant.Delta), 0.01, 0.99);
        var enough = _accountant.Epsilon;
        do
        {
            enough *= 1.25;
        }
        while (enough < MostEpsilon
            && NoiseOverSignal(
                SubsampledGaussian.NoiseMultiplier(enough, _accountant.Delta, training.Rate, training.Steps, share)) > 1);
        throw new VeilException(
            FaultKind.PrivacyRefusal,
            "training-hopeless",
            "With this budget, this number of rows and this many columns, the noise would be all that the network learns.",
            $"Use an epsilon of {Math.Ceiling(enough * 100) / 100:0.##} or more, more rows, or a method that counts, such as aim or mst.");

        double NoiseOverSignal(double multiplier) =>
            multiplier * Math.Sqrt(_weights / training.Steps) / (training.Rate * Math.Max(1, rows));
    }
}
