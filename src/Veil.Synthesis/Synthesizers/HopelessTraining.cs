using Veil.Data.Domains;
using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Privacy.Accounting;
using Veil.Synthesis.Domains;

namespace Veil.Synthesis.Synthesizers;

/// <summary>Refuses trainings of which nothing but noise would come, from public facts alone.</summary>
internal static class HopelessTraining
{
    // Columns whose cells are not known yet are taken to have this many.
    private const int UnknownCells = 24;
    private const int NumericCells = 32;

    private const double MostEpsilon = 1000;

    /// <summary>About how many cells the attributes of a domain will have.</summary>
    public static int[] Cells(Schema schema) =>
    [
        .. DomainPlan.Used(schema).Select(column =>
            DomainPlan.IsNumeric(column) ? column.Bins ?? NumericCells
            : AttributeFactory.IsDeclared(column) ? AttributeFactory.Create(column).Size
            : UnknownCells),
    ];

    /// <summary>Refuses a budget under which the noise of all steps together is longer than anything that rows could teach.</summary>
    /// <remarks>
    /// The mean of all steps' sums over a batch is at most the bound long; its noise is about bound x multiplier x
    /// sqrt(weights / steps) / batch.
    /// </remarks>
    /// <param name="accountant">The budget, with the training set apart.</param>
    /// <param name="shareOfRest">The part of the budget for everything else.</param>
    /// <param name="weights">The number of weights.</param>
    /// <param name="rows">The number of rows as far as it is known.</param>
    /// <exception cref="VeilException">Code <c>training-hopeless</c>.</exception>
    public static void Refuse(PrivacyAccountant accountant, double shareOfRest, int weights, double? rows)
    {
        if (rows is not { } known || accountant.Training is not { } training || NoiseOverSignal(training.NoiseMultiplier) <= 1)
        {
            return;
        }

        var enough = accountant.Epsilon;
        do
        {
            enough *= 1.25;
        }
        while (enough < MostEpsilon
            && NoiseOverSignal(SubsampledGaussian.NoiseMultiplier(enough, accountant.Delta, training.Rate, training.Steps, shareOfRest)) > 1);
        throw new VeilException(
            FaultKind.PrivacyRefusal,
            "training-hopeless",
            "With this budget, this number of rows and this many columns, the noise would be all that the network learns.",
            $"Use an epsilon of {Math.Ceiling(enough * 100) / 100:0.##} or more, more rows, or a method that counts, such as aim or mst.");

        double NoiseOverSignal(double multiplier) =>
            multiplier * Math.Sqrt((double)weights / training.Steps) / (training.Rate * Math.Max(1, known));
    }
}
