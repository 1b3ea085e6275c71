using System.Text.Json;
using Veil.Evaluation.Fairness;

namespace Veil.Evaluation.Tests.Fairness;

/// <summary>All cases of groups whose rates were computed apart.</summary>
public sealed class FairnessOracleTests
{
    private const double Tolerance = 1e-9;

    [Fact]
    public void Rates_and_gaps_of_groups()
    {
        foreach (var test in WorkedCases.Of("fairness"))
        {
            var (inputs, expected) = (test.GetProperty("inputs"), test.GetProperty("expected"));
            bool[] Marks(string name) => [.. inputs.GetProperty(name).EnumerateArray().Select(value => value.GetInt32() == 1)];
            string[] group = [.. inputs.GetProperty("group").EnumerateArray().Select(value => value.GetString()!)];
            var names = group.Distinct().Order(StringComparer.Ordinal).ToList();
            var rates = new GroupRates(Marks("y_true"), Marks("y_pred"), Array.ConvertAll(group, names.IndexOf), names.Count);

            for (var g = 0; g < names.Count; g++)
            {
                Check(expected.GetProperty("selection_rate"), names[g], rates.SelectionRate(g));
                Check(expected.GetProperty("tpr"), names[g], rates.TruePositiveRate(g));
                Check(expected.GetProperty("fpr"), names[g], rates.FalsePositiveRate(g));
            }

            Check(expected, "dp_difference", rates.ParityGap);
            Check(expected, "equal_opportunity", rates.OpportunityGap);
            Check(expected, "eo_difference", rates.OddsGap);
        }
    }

    [Fact]
    public void Distances_within_groups()
    {
        foreach (var test in WorkedCases.Of("subgroup_fidelity"))
        {
            var (inputs, expected) = (test.GetProperty("inputs"), test.GetProperty("expected"));
            string[] Of(string table, string column) =>
                [.. WorkedCases.Fixture(table).GetProperty(inputs.GetProperty(column).GetString()!).EnumerateArray().Select(value => value.ToString())];
            var (group, otherGroup, values, otherValues) = (Of("real", "group"), Of("synthetic", "group"), Of("real", "column"), Of("synthetic", "column"));
            var labels = values.Union(otherValues).ToList();

            foreach (var name in group.Union(otherGroup))
            {
                int[] Rows(string[] groups) => [.. Enumerable.Range(0, groups.Length).Where(row => groups[row] == name)];
                var distance = CellShares.TotalVariation(
                    Array.ConvertAll(values, labels.IndexOf), Rows(group), Array.ConvertAll(otherValues, labels.IndexOf), Rows(otherGroup));
                Check(expected.GetProperty(name), "tv", double.IsNaN(distance) ? null : distance);
            }
        }
    }

    private static void Check(JsonElement expected, string name, double? actual)
    {
        var value = expected.GetProperty(name);
        if (value.ValueKind is JsonValueKind.Null)
        {
            Assert.Null(actual);
        }
        else
        {
            Assert.Equal(value.GetDouble(), actual!.Value, Tolerance);
        }
    }
}
