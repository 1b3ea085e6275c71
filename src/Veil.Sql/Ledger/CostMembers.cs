using System.Globalization;
using Veil.Privacy.Accounting;

namespace Veil.Sql.Ledger;

/// <summary>The cost of a run as members of a line: texts from which the same numbers are read back.</summary>
internal static class CostMembers
{
    /// <summary>The members of a cost.</summary>
    public static IEnumerable<(string Name, string Value)> Of(RunCost cost)
    {
        var unit = cost.Promised.Unit;
        yield return ("epsilon", Text(cost.Promised.Epsilon));
        yield return ("delta", Text(cost.Promised.Delta));
        yield return ("neighbours", cost.Promised.Neighbours.ToString());
        if (unit.EntityColumn is { } entity)
            yield return ("entity", entity);
        yield return ("maxRows", Text(unit.MaxRows));
        yield return ("pure", Text(cost.PureEpsilon));
        yield return ("gaussian", Text(cost.HalfMuSquared));
        yield return ("failure", Text(cost.Delta));
        if (cost.Training is { } training)
        {
            yield return ("rate", Text(training.Rate));
            yield return ("noise", Text(training.NoiseMultiplier));
            yield return ("steps", Text(training.Steps));
        }
    }

    /// <summary>The cost of a line.</summary>
    public static RunCost Read(Dictionary<string, string> line)
    {
        var unit = new PrivacyUnit(line.GetValueOrDefault("entity"), (int)Number(line, "maxRows"));
        return RunCost.Of(
            new PrivacyGuarantee(Number(line, "epsilon"), Number(line, "delta"), unit, Enum.Parse<Neighbours>(line["neighbours"])),
            Number(line, "pure"),
            Number(line, "gaussian"),
            Number(line, "failure"),
            line.ContainsKey("steps")
                ? new SubsampledGaussianEvent(Number(line, "rate"), Number(line, "noise"), (int)Number(line, "steps")) : null);
    }

    /// <summary>The shortest text from which the same number is read back.</summary>
    public static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A number of a line.</summary>
    public static double Number(Dictionary<string, string> line, string name) =>
        double.Parse(line[name], NumberStyles.Float, CultureInfo.InvariantCulture);
}
