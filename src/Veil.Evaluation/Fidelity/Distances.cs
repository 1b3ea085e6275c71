namespace Veil.Evaluation.Fidelity;

/// <summary>Distances between the distributions of two numeric columns, missing values left out. Null where a side has no value.</summary>
internal static class Distances
{
    /// <summary>The largest distance of the cumulative distributions: 0 to 1.</summary>
    public static double? KolmogorovSmirnov(NumericValues real, NumericValues synthetic)
    {
        double largest = 0;
        return Walk(real, synthetic, (_, difference) => largest = Math.Max(largest, difference)) ? largest : null;
    }

    /// <summary>The area between the cumulative distributions, in the units of the column.</summary>
    public static double? Wasserstein(NumericValues real, NumericValues synthetic)
    {
        double area = 0;
        return Walk(real, synthetic, (width, difference) => area += width * difference) ? area : null;
    }

    /// <summary>By how much the two statistics of samples of these sizes may differ from those of their populations, at a level.</summary>
    /// <remarks>
    /// Reference: Dvoretzky, Kiefer and Wolfowitz 1956 with the constant of Massart 1990, once a side; holds for any number
    /// of rows and any distribution.
    /// </remarks>
    public static double KolmogorovSmirnovMargin(long real, long synthetic, double level)
    {
        var logarithm = Math.Log(4 / level) / 2;
        return Math.Sqrt(logarithm / real) + Math.Sqrt(logarithm / synthetic);
    }

    /// <summary>Calls with each stretch between neighbouring values and the distance of the distributions on it; false where a side is empty.</summary>
    private static bool Walk(NumericValues real, NumericValues synthetic, Action<double, double> stretch)
    {
        if (real.Present == 0 || synthetic.Present == 0)
        {
            return false;
        }

        var (i, j, below, otherBelow) = (0, 0, 0L, 0L);
        while (i < real.Values.Length || j < synthetic.Values.Length)
        {
            var value = Next(real, i) <= Next(synthetic, j) ? real.Values[i] : synthetic.Values[j];
            if (Next(real, i) == value)
            {
                below += real.Counts[i++];
            }

            if (Next(synthetic, j) == value)
            {
                otherBelow += synthetic.Counts[j++];
            }

            var after = Math.Min(Next(real, i), Next(synthetic, j));
            var difference = Math.Abs((below / (double)real.Present) - (otherBelow / (double)synthetic.Present));
            stretch(double.IsPositiveInfinity(after) ? 0 : after - value, difference);
        }

        return true;

        static double Next(NumericValues side, int place) => place < side.Values.Length ? side.Values[place] : double.PositiveInfinity;
    }
}
