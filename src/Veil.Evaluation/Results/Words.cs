using System.Globalization;

namespace Veil.Evaluation.Results;

/// <summary>Numbers in sentences, the same on every machine.</summary>
internal static class Words
{
    /// <summary>A share as a percentage.</summary>
    public static string Share(double share) =>
        (100 * share).ToString(share is > 0 and < 0.001 ? "0.####" : "0.0", CultureInfo.InvariantCulture) + " %";

    /// <summary>A number with four significant digits.</summary>
    public static string Number(double? number) => number is { } known
        ? known.ToString(Math.Abs(known) is >= 1e4 and < 1e15 ? "0" : "G4", CultureInfo.InvariantCulture)
        : "none";

    /// <summary>A share as a number out of 100.</summary>
    public static string OfHundred(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture);
}
