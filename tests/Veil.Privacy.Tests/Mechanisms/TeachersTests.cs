using Veil.Data.Tables;
using Veil.Privacy.Accounting;
using Veil.Privacy.Counting;
using Veil.Privacy.Mechanisms;
using Veil.Privacy.Noise;
using Veil.Privacy.Tests.Noise;

namespace Veil.Privacy.Tests.Mechanisms;

/// <summary>Teachers on disjoint parts: who sees what, and what comes out.</summary>
public class TeachersTests
{
    private static readonly Data.Domains.NumericAttribute s_cell = Sample.Whole("cell", 0, 1000);

    /// <summary>Keeps the cells it has seen and votes for those.</summary>
    private sealed class Teacher : ITeacher
    {
        public HashSet<int> Seen { get; } = [];

        public int Calls { get; private set; }

        public ushort[] Fakes { get; private set; } = [];

        public void Train(RecordBatch rows, RecordBatch fakes)
        {
            Calls++;
            Assert.True(rows.Count > 0);
            for (var i = 0; i < rows.Count; i++)
                Seen.Add(rows[i][0]);
            Fakes = new ushort[fakes.Count];
            for (var i = 0; i < fakes.Count; i++)
                Fakes[i] = fakes[i][0];
        }

        public void Vote(RecordBatch candidates, Span<bool> votes)
        {
            for (var i = 0; i < candidates.Count; i++)
                votes[i] = Seen.Contains(candidates[i][0]);
        }
    }

    [Fact]
    public void Every_unit_is_given_to_one_teacher_and_each_is_as_likely_as_the_others()
    {
        var counts = new int[3];
        for (var seed = 0UL; seed < 200; seed++)
        {
            var teachers = Train(Session([.. Enumerable.Range(0, 30).Select(i => (long)i)], seed), 3);
            Assert.Equal(Enumerable.Range(0, 30), teachers.SelectMany(teacher => teacher.Seen).Order());
            for (var i = 0; i < 3; i++)
                counts[i] += teachers[i].Seen.Count;
        }

        Assert.All(counts, count => Statistic.AssertRate(count, 6000, 1.0 / 3));
    }

    [Fact]
    public void The_rows_of_an_entity_stay_together()
    {
        var people = Enumerable.Range(0, 60).Select(i => i % 20).ToArray();
        var table = new Table(
        [
            Sample.Labels("person", [.. people.Select(person => $"p{person}")]), Sample.Integers("cell", [.. people.Select((person, i) => (10L * person) + (i / 20))]),
        ]);
        var session = new PrivateTable(
            new RowsInMemory(table), new PrivacyAccountant(1, 1e-6), Sample.Person(3), Neighbours.AddRemove, NoiseSource.SeededForResearch(3));
        foreach (var teacher in Train(session, 4))
            Assert.All(teacher.Seen.GroupBy(cell => cell / 10), person => Assert.Equal(3, person.Count()));
    }

    [Fact]
    public void Teachers_see_the_fakes_and_those_without_rows_are_left_alone()
    {
        var session = Session([5], 1);
        Teacher[] teachers = [new(), new(), new()];
        var private_ = session.Teach([s_cell], teachers);
        private_.Train([7, 8, 9]);
        private_.Train([1, 2]);
        Assert.Equal([0, 0, 2], teachers.Select(teacher => teacher.Calls).Order());
        Assert.Equal([1, 2], teachers.Single(teacher => teacher.Calls > 0).Fakes.Select(cell => (int)cell));
        Assert.Empty(session.Accountant.Charges);
    }

    [Fact]
    public void Votes_are_counted_with_the_noise_that_is_charged()
    {
        const int Candidates = 20_000;
        var session = Session([.. Enumerable.Repeat(3L, 500)], 2);
        var teachers = session.Teach([s_cell], [.. Enumerable.Range(0, 10).Select(_ => new Teacher())]);
        teachers.Train([1]);

        var votes = teachers.Vote([.. Enumerable.Range(0, Candidates).Select(i => (ushort)(i % 2 == 0 ? 3 : 4))], .5);

        // One unit changes one vote a candidate: sqrt(m) in the Euclidean norm, m in the sum.
        var gaussian = Assert.IsType<GaussianEvent>(Assert.Single(session.Accountant.Charges).Event);
        Assert.Equal(Math.Sqrt(Candidates), gaussian.L2Sensitivity, 9);
        Assert.InRange(gaussian.Sigma, Math.Sqrt(Candidates), Math.Sqrt(Candidates) * (1 + 1e-12));
        Assert.InRange(votes.Counts.Where((_, i) => i % 2 == 0).Average(), 10 - Error(), 10 + Error());
        Assert.InRange(votes.Counts.Where((_, i) => i % 2 == 1).Average(), -Error(), Error());
        var variance = votes.Counts.Select((count, i) => Math.Pow(count - (i % 2 == 0 ? 10 : 0), 2)).Average();
        Assert.InRange(variance / (votes.StandardDeviation * votes.StandardDeviation), 1 - (5.5 * Math.Sqrt(2.0 / Candidates)), 1 + (5.5 * Math.Sqrt(2.0 / Candidates)));

        double Error() => 5.5 * votes.StandardDeviation / Math.Sqrt(Candidates / 2);
    }

    [Fact]
    public void Pure_budgets_pay_for_every_candidate()
    {
        var session = new PrivateTable(
            new RowsInMemory(new Table([Sample.Integers("cell", 1, 2)])), new PrivacyAccountant(1, 0), PrivacyUnit.Row, Neighbours.ReplaceOne, NoiseSource.SeededForResearch(1));
        session.Teach([s_cell], [new Teacher(), new Teacher()]).Vote([1, 2, 3], .5);
        Assert.Equal(3, Assert.IsType<LaplaceEvent>(Assert.Single(session.Accountant.Charges).Event).L1Sensitivity);
    }

    [Fact]
    public async Task A_teacher_that_waits_for_another_use_of_the_table_does_not_wait_for_ever()
    {
        var session = Session([1, 2, 3], 1);
        var teacher = new Asking(session);
        var teachers = session.Teach([s_cell], [teacher]);
        await Task.Run(() => teachers.Vote([1], .1), TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal(["votes of 1 teachers on 1 candidates", "number of rows"], session.Accountant.Charges.Select(charge => charge.Purpose));
    }

    /// <summary>Asks the table for something from another thread while it votes.</summary>
    private sealed class Asking(PrivateTable table) : ITeacher
    {
        public void Train(RecordBatch rows, RecordBatch fakes)
        {
        }

        public void Vote(RecordBatch candidates, Span<bool> votes) => Task.Run(() => table.CountRows(.01)).Wait();
    }

    [Fact]
    public void What_is_refused_charges_nothing_and_asks_nobody()
    {
        var session = Session([1], 1);
        var same = new Teacher();
        Assert.Throws<ArgumentException>(() => session.Teach([s_cell], []));
        Assert.Throws<ArgumentException>(() => session.Teach([s_cell], [same, same]));
        Assert.Throws<ArgumentException>(() => session.Teach([], [same]));
        Assert.Throws<ArgumentException>(() => session.Teach([Sample.Whole("absent", 0, 4)], [same]));
        var teachers = session.Teach([s_cell, Sample.Whole("other", 0, 4)], [same]);
        Assert.Throws<ArgumentException>(() => teachers.Train([1]));
        Assert.Throws<ArgumentException>(() => teachers.Vote([1], .1));
        Assert.Throws<ArgumentException>(() => teachers.Vote([], .1));
        Assert.ThrowsAny<ArgumentException>(() => teachers.Vote([1, 1], double.NaN));
        Assert.Throws<Veil.Data.Errors.VeilException>(() => teachers.Vote([1, 1], 1e6));
        Assert.Empty(session.Accountant.Charges);
        Assert.Equal(0, same.Calls);
    }

    private static Teacher[] Train(PrivateTable session, int count)
    {
        Teacher[] teachers = [.. Enumerable.Range(0, count).Select(_ => new Teacher())];
        session.Teach([s_cell], teachers).Train([]);
        return teachers;
    }

    private static PrivateTable Session(long[] cells, ulong seed) => new(
        new RowsInMemory(new Table([Sample.Integers("cell", cells), Sample.Integers("other", cells)])),
        new PrivacyAccountant(4, 1e-4),
        PrivacyUnit.Row,
        Neighbours.AddRemove,
        NoiseSource.SeededForResearch(seed));
}
