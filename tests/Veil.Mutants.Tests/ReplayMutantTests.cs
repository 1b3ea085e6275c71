namespace Veil.Mutants.Tests;

/// <summary>
/// Record and replay catch what no statistics are needed for: known faults of other programs, planted in a copy of the kernel, and
/// nothing in a copy without them.
/// </summary>
[Slow]
public class ReplayMutantTests
{
    public static TheoryData<string, Fault, Audit, string> Mutants => new()
    {
        {
            "domain copied from the rows: bounds",
            Kernel(
                "Mechanisms/IntervalHistogram.cs",
                "paid.Release(counts, context.Answers);",
                "paid.Release(counts, context.Answers); counts = context.Counts.Intervals(column, edges);"),
            Replay("Rows_that_come_and_go", "tvae, False"),
            "The model file is"
        },
        {
            "domain copied from the rows: categories",
            Kernel(
                "Mechanisms/PartitionSelection.cs",
                "var released = passed\n",
                "var released = labels.Codes.Select((code, i) => (Label: labels.Pool[code], Count: noisy[i]))\n"),
            Replay("Rows_that_come_and_go", "independent, False"),
            "The model file is"
        },
        {
            "a sensitivity of 1 for entities of 3 rows",
            Kernel(
                "Accounting/Sensitivities.cs",
                "Neighbours.AddRemove => unit.MaxRows,\n            Neighbours.ReplaceOne => DirectedRounding",
                "Neighbours.AddRemove => 1,\n            Neighbours.ReplaceOne => DirectedRounding"),
            Replay("Persons_that_come_and_go", "independent, True"),
            "in the Euclidean norm, more than the 1 that was declared"
        },
        {
            "batch-size-from-private-n",
            Kernel("Mechanisms/PrivateTraining.cs", "sum[i] = (float)(exact[i] * grid);", "sum[i] = (float)(exact[i] * grid / Math.Max(1, _sample.Count));"),
            Replay("Rows_that_come_and_go", "tvae, True"),
            "The model file is"
        },
        {
            "sensitivity-becomes-zero",
            Kernel(
                "Accounting/Sensitivities.cs",
                "neighbours is Neighbours.AddRemove or Neighbours.ReplaceOne ? unit.MaxRows : throw",
                "neighbours is Neighbours.AddRemove or Neighbours.ReplaceOne ? 0 : throw"),
            Replay("Rows_that_come_and_go", "independent, False"),
            "apart"
        },
        {
            "delta-from-private-n",
            Kernel(
                "Mechanisms/RowCounting.cs",
                ": Release(counts, answers, paid);",
                ": new NoisyCount(counts.RowCount + (0 * Release(counts, answers, paid).Value), 0);"),
            Replay("Rows_that_come_and_go", "independent, False"),
            "was charged as"
        },
        {
            "row-count-public-by-fiat",
            Kernel(
                "Accounting/Sensitivities.cs",
                "Neighbours.AddRemove => unit.MaxRows,\n            Neighbours.ReplaceOne => unit.MaxRows - 1",
                "Neighbours.AddRemove => unit.MaxRows - 1,\n            Neighbours.ReplaceOne => unit.MaxRows - 1"),
            Replay("Rows_that_come_and_go", "independent, False"),
            "more than the 0 that was declared"
        },
        {
            "double-spend",
            Kernel("Accounting/PrivacyAccountant.cs", "(_spent, _deltaSpent, var cost) =", "(_, _deltaSpent, var cost) ="),
            Replay("Rows_that_come_and_go", "independent, False"),
            "more than the 1 that is promised"
        },
    };

    [Theory]
    [MemberData(nameof(Mutants))]
    public async Task A_mutant_is_caught(string name, Fault fault, Audit audit, string alarm)
    {
        using var laboratory = new Laboratory([fault.Project], [fault]);
        var alarms = await laboratory.Alarms(audit);
        Assert.True(alarms.Count > 0, $"{name}: no alarm.");
        Assert.Contains(alarms, one => one.Contains(alarm, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_code_as_it_is_raises_no_alarm()
    {
        using var laboratory = new Laboratory(["Veil.Privacy"], []);
        foreach (var audit in Mutants.Select(mutant => mutant.Data.Item3).Distinct())
            Assert.Empty(await laboratory.Alarms(audit));
    }

    private static Fault Kernel(string file, string original, string planted) => new("Veil.Privacy", file, original, planted);

    private static Audit Replay(string method, string cases) => new(
        "Veil.Workflows.Tests",
        method.StartsWith("Persons", StringComparison.Ordinal) ? "Auditing.RecordReplayOfPersonsTests" : "Auditing.RecordReplayTests",
        method,
        cases);
}
