using Veil.Privacy.Accounting;

namespace Veil.Workflows.Tests.Auditing;

/// <summary>As <see cref="RecordReplayTests"/>, where the units are persons with several rows; and budgets without delta.</summary>
public class RecordReplayOfPersonsTests
{
    public static TheoryData<string, bool> Runs => ReplayedMethods.Both;

    [Slow]
    [Theory]
    [MemberData(nameof(Runs))]
    public void Persons_that_come_and_go(string method, bool isDeclared) =>
        ReplayedMethods.Check(Run(method, isDeclared, Neighbours.AddRemove), Neighbourhood.OfPersons(isReplaced: false));

    [Theory]
    [MemberData(nameof(Runs))]
    public void Persons_that_are_replaced(string method, bool isDeclared) =>
        ReplayedMethods.Check(Run(method, isDeclared, Neighbours.ReplaceOne), Neighbourhood.OfPersons(isReplaced: true));

    [Slow]
    [Theory]
    [MemberData(nameof(Runs))]
    public void A_budget_without_delta(string method, bool isReplaced)
    {
        var run = ReplayedMethods.Run(
            method, Neighbourhood.Declared(withPersons: false), isReplaced ? Neighbours.ReplaceOne : Neighbours.AddRemove);
        ReplayedMethods.Check(run with { Privacy = run.Privacy with { Delta = 0 } }, Neighbourhood.OfRows(isReplaced));
    }

    private static ReplayedRun Run(string method, bool isDeclared, Neighbours neighbours) => ReplayedMethods.Run(
        method, isDeclared ? Neighbourhood.Declared(withPersons: true) : Neighbourhood.NamesAlone(withPersons: true), neighbours);
}
