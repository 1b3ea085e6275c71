using System.Runtime.InteropServices;
using Veil.Data.Tables;
using Veil.Privacy.Accounting;
using Veil.Privacy.Counting;
using Veil.Privacy.Mechanisms;
using Veil.Privacy.Noise;
using Veil.Privacy.Tests.Mechanisms;

namespace Veil.Privacy.Tests.Issues;

/// <summary>Scores that grow between the computation of a sensitivity and the reading of rows would get exact sums at the price of noisy ones.</summary>
public class ProductsRaceTests
{
    [Fact]
    public async Task Scores_that_change_while_a_call_waits_its_turn_are_not_those_that_count()
    {
        var attribute = Sample.Whole("n", 0, 1);
        var gate = new HoldingGate();
        var accountant = new PrivacyAccountant(1, 1e-6);
        var session = new PrivateTable(
            new RowsInMemory(new Table([Sample.Integers("n", 0, 0, 0)])), accountant, PrivacyUnit.Row, Neighbours.AddRemove, NoiseSource.Through(() => gate));
        int[] numbers = [1, 0];
        CellScores[] scores = [new(attribute, ImmutableCollectionsMarshal.AsImmutableArray(numbers))];

        // One call holds the table while the other waits; then the scores change.
        var first = Task.Run(() => session.CountRows(accountant.Total / 4));
        gate.IsHeld.Wait(TestContext.Current.CancellationToken);
        NoisyProducts? products = null;
        var second = new Thread(() => products = session.MeasureProducts(scores, 32768, accountant.Total / 4));
        second.Start();
        while (!second.ThreadState.HasFlag(ThreadState.WaitSleepJoin))
            await Task.Delay(1, TestContext.Current.CancellationToken);
        numbers[0] = 32768;
        gate.Release.Set();
        await first;
        second.Join();

        var charged = Assert.IsType<GaussianEvent>(accountant.Charges[^1].Event);
        Assert.NotNull(products);
        Assert.Equal(3, gate.Exact[^1]);
        Assert.InRange(charged.L2Sensitivity, 1, 1.001);
    }

    [Fact]
    public void A_list_that_answers_differently_the_second_time_is_read_once()
    {
        var attribute = Sample.Whole("n", 0, 1);
        var (small, large) = (new CellScores(attribute, [1, 0]), new CellScores(attribute, [32768, 0]));
        var gate = new HoldingGate();
        gate.Release.Set();
        var accountant = new PrivacyAccountant(1, 1e-6);
        var session = new PrivateTable(
            new RowsInMemory(new Table([Sample.Integers("n", 0, 0, 0)])), accountant, PrivacyUnit.Row, Neighbours.AddRemove, NoiseSource.Through(() => gate));

        session.MeasureProducts(new Turning(small, large), 32768, accountant.Total / 4);

        Assert.Equal(3, gate.Exact[^1]);
        Assert.InRange(Assert.IsType<GaussianEvent>(accountant.Charges[^1].Event).L2Sensitivity, 1, 1.001);
    }

    // Stops the first call within the table's lock, and remembers exact numbers.
    private sealed class HoldingGate() : AnswerGate(new SeededRandomSource(1))
    {
        public ManualResetEventSlim IsHeld { get; } = new();

        public ManualResetEventSlim Release { get; } = new();

        public List<long> Exact { get; } = [];

        public override void Numbers(Span<long> exact, in AnswerTerms terms, AddNoise noise)
        {
            IsHeld.Set();
            Release.Wait();
            Exact.AddRange(exact);
            base.Numbers(exact, terms, noise);
        }
    }

    private sealed class Turning(CellScores first, CellScores later) : IReadOnlyList<CellScores>
    {
        private int _reads;

        public int Count => 1;

        public CellScores this[int index] => _reads++ == 0 ? first : later;

        public IEnumerator<CellScores> GetEnumerator()
        {
            yield return this[0];
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
