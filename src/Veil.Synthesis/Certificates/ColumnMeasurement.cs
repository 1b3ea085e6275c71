using System.Collections.Immutable;
using Veil.Data.Domains;
using Veil.Privacy.Mechanisms;
using Veil.Synthesis.Models;

namespace Veil.Synthesis.Certificates;

/// <summary>
/// One or two columns of a model as they were measured: the measurement that says most about them, summed over its other
/// columns.
/// </summary>
/// <param name="Attributes">The columns.</param>
/// <param name="Counts">Noisy counts.</param>
/// <param name="Noise">Kind of the noise.</param>
/// <param name="Deviation">Standard deviation of the noise of each count.</param>
/// <param name="Unmeasured">A cell that was not measured, or -1.</param>
public sealed record ColumnMeasurement(
    ImmutableArray<Attribute> Attributes, ImmutableArray<long> Counts, NoiseKind Noise, double Deviation, int Unmeasured)
{
    /// <summary>The measurement that holds all of the columns and has least noise, or null.</summary>
    public static ColumnMeasurement? Best(ModelContent model, ImmutableArray<string> columns) => model.Measurements
        .Where(measured => columns.All(measured.Attributes.Contains) && measured.StandardDeviation > 0)
        .Select(measured => Of(model.Domain, measured, columns))
        .OfType<ColumnMeasurement>()
        .MinBy(measured => measured.Deviation * measured.Counts.Length);

    /// <summary>The finest measurement of a column, as it was counted by itself where it was, or null.</summary>
    public static ColumnMeasurement? Finest(ModelContent model, string column) =>
        Best(
            model with
            {
                Measurements = [.. model.Measurements.Where(measured => measured is { Attributes.Length: 1, Groups.IsEmpty: true })],
            },
            [column])
        ?? Best(model, [column]);

    /// <summary>
    /// The total variation distance that noise alone makes between the measured shares and the true ones: half the expected
    /// sum of its absolute values. For cells that were all measured.
    /// </summary>
    /// <param name="rows">The number of rows.</param>
    public double ExpectedError(double rows)
    {
        // E|z| of a normal variable, and of one of Laplace, of standard deviation 1. Sums of Laplace noise lie between the two.
        var absolute = Noise == NoiseKind.Gaussian ? Math.Sqrt(2 / Math.PI) : 1 / Math.Sqrt(2);
        return Math.Min(1, 0.5 * Counts.Length * Deviation * absolute / rows);
    }

    private static ColumnMeasurement? Of(Domain domain, NoisyMarginal measured, ImmutableArray<string> columns)
    {
        ImmutableArray<Attribute> attributes = [.. measured.Attributes.Select(name => domain[domain.IndexOf(name)])];
        if (measured.Attributes.Length == columns.Length)
        {
            return new ColumnMeasurement(attributes, measured.Counts, measured.Noise, measured.StandardDeviation, measured.UnmeasuredCell);
        }

        // Cells that were counted in groups have places of their own, and a file may come from anyone.
        if (!measured.Groups.IsEmpty || measured.UnmeasuredCell >= 0
            || attributes.Aggregate(1L, (cells, each) => cells * each.Size) != measured.Counts.Length)
        {
            return null;
        }

        bool[] kept = [.. measured.Attributes.Select(columns.Contains)];
        var sums = new long[attributes.Where((_, i) => kept[i]).Aggregate(1, (cells, each) => cells * each.Size)];
        for (var cell = 0; cell < measured.Counts.Length; cell++)
        {
            var (rest, at, stride) = (cell, 0, 1);
            for (var i = attributes.Length - 1; i >= 0; i--)
            {
                if (kept[i])
                {
                    at += rest % attributes[i].Size * stride;
                    stride *= attributes[i].Size;
                }

                rest /= attributes[i].Size;
            }

            sums[at] += measured.Counts[cell];
        }

        return new ColumnMeasurement(
            [.. attributes.Where((_, i) => kept[i])],
            [.. sums],
            measured.Noise,
            measured.StandardDeviation * Math.Sqrt(measured.Counts.Length / (double)sums.Length),
            Unmeasured: -1);
    }
}
