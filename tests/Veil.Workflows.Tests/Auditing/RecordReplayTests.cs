using Veil.Privacy.Accounting;

namespace Veil.Workflows.Tests.Auditing;

/// <summary>
/// Every method that reads data, from the file to all that leaves, on a table and its neighbours: with the noisy answers of the one
/// held fixed, the other asks the same questions under the same terms, its exact answers are no further away than what was
/// charged for, and whatever a reader of the release sees is the same, bit for bit. Here the units are rows.
/// See docs/privacy.md, "How the guarantee is audited".
/// </summary>
public class RecordReplayTests
{
    public static TheoryData<string, bool> Runs => ReplayedMethods.Both;

    [Slow]
    [Theory]
    [MemberData(nameof(Runs))]
    public void Rows_that_come_and_go(string method, bool isDeclared) =>
        ReplayedMethods.Check(Run(method, isDeclared, Neighbours.AddRemove), Neighbourhood.OfRows(isReplaced: false));

    [Slow]
    [Theory]
    [MemberData(nameof(Runs))]
    public void Rows_that_are_replaced(string method, bool isDeclared) =>
        ReplayedMethods.Check(Run(method, isDeclared, Neighbours.ReplaceOne), Neighbourhood.OfRows(isReplaced: true));

    [Slow]
    [Theory]
    [MemberData(nameof(Runs))]
    public void Rows_in_another_order_are_the_same_table(string method, bool isDeclared)
    {
        var tables = Neighbourhood.OfRows(isReplaced: false).Single(one => one.Name == "50 rows");
        var alarms = Run(method, isDeclared, Neighbours.AddRemove)
            .Alarms(tables with { Neighbours = [("another order", [.. tables.Lines.Reverse()])] }, out var largest);

        Assert.True(alarms.Count == 0, string.Join('\n', alarms));

        // Sums of floats depend on the order a little; nothing else does.
        Assert.InRange(largest, 0, 1e-4);
    }

    private static ReplayedRun Run(string method, bool isDeclared, Neighbours neighbours) =>
        ReplayedMethods.Run(method, isDeclared ? Neighbourhood.Declared(withPersons: false) : null, neighbours);
}
