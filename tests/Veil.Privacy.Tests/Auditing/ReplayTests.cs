using Veil.Auditing;
using Veil.Data.Domains;
using Veil.Data.Tables;
using Veil.Privacy.Accounting;
using Veil.Privacy.Counting;
using Veil.Privacy.Noise;
using Veil.Privacy.Tests.Mechanisms;

namespace Veil.Privacy.Tests.Auditing;

/// <summary>
/// Small runs with the faults that were found in other programs, planted: each must raise an alarm, and the same run without
/// the fault none. What has no name here is in docs/privacy.md, "How the guarantee is audited".
/// </summary>
public class ReplayTests
{
    private const double Cost = 0.001;

    private delegate string Run(Table rows, NoiseSource noise);

    [Fact]
    public void A_run_without_a_fault_raises_no_alarm() =>
        Assert.Empty(Alarms((rows, noise) => string.Join(',', Open(rows, noise).Measure([s_category, s_number], Cost).Counts), One));

    [Fact]
    public void Half_of_the_noise_that_was_charged_for() =>
        Assert.Contains("standard deviation", Assert.Single(Alarms(
            (rows, noise) => Mechanism(rows, noise, table => [table.RowCount], l2: 1, sigma => new RoundedGaussian(sigma / 2)), One)), StringComparison.Ordinal);

    [Fact]
    public void A_domain_that_is_copied_from_the_rows() => Assert.NotEmpty(Alarms(
        (rows, noise) =>
        {
            var labels = ((LabelColumn)rows["c"]).Labels.ToArray();
            return string.Join(',', Open(rows, noise).Measure([Sample.Category("c", labels)], Cost).Counts);
        },
        One));

    [Fact]
    public void A_sensitivity_of_one_for_persons_of_three_rows() => Assert.Contains(
        Alarms((rows, noise) => string.Join(',', Open(rows, noise).Measure([s_number], Cost).Counts), Three),
        alarm => alarm.Contains("apart", StringComparison.Ordinal));

    [Fact]
    public void Clipped_numbers_that_are_summed_as_they_were() => Assert.Contains(
        Alarms((rows, noise) => Mechanism(rows, noise, table => [Values(table).Select(value => Math.Min(value, 10)).Zip(Values(table)).Sum(pair => (long)pair.Second)], l2: 10), One),
        alarm => alarm.Contains("apart", StringComparison.Ordinal));

    [Fact]
    public void A_number_that_is_none_passes_a_clip()
    {
        // Every comparison with NaN is false, so this clip lets it through and takes all others with it.
        static double Clip(double value) => value > 10 ? 10 : value < 0 ? 0 : value;
        var table = new Table([Sample.Decimals("x", 3, 4, 5)]);
        var neighbour = new Table([Sample.Decimals("x", 3, 4, 5, double.NaN)]);
        Assert.Contains(
            Alarms((rows, noise) => Mechanism(rows, noise, one => [(long)((DecimalColumn)one["x"]).Values.ToArray().Sum(Clip)], l2: 10), (table, neighbour)),
            alarm => alarm.Contains("apart", StringComparison.Ordinal));
    }

    [Fact]
    public void A_batch_size_from_the_private_number_of_rows() => Assert.NotEmpty(Alarms(
        (rows, noise) => $"{Open(rows, noise).CountRows(Cost).Value / rows.RowCount}", One));

    [Fact]
    public void A_delta_from_the_private_number_of_rows() => Assert.Contains(
        Alarms(
            (rows, noise) =>
            {
                var accountant = new PrivacyAccountant(1, 1.0 / (rows.RowCount * rows.RowCount));
                return $"{new PrivateTable(new RowsInMemory(rows), accountant, PrivacyUnit.Row, Neighbours.AddRemove, noise).CountRows(accountant.Total).Value}";
            },
            One),
        alarm => alarm.Contains("was charged as", StringComparison.Ordinal));

    [Fact]
    public void A_number_of_rows_that_is_called_public() => Assert.Contains(
        Alarms(
            (rows, noise) => $"{new PrivateTable(new RowsInMemory(rows), Budget(), PrivacyUnit.Row, Neighbours.ReplaceOne, noise).CountRows(Cost).Value}", One),
        alarm => alarm.Contains("more than the 0 that was declared", StringComparison.Ordinal));

    [Fact]
    public void One_charge_for_two_answers()
    {
        var recording = new Recording();
        var terms = new AnswerTerms(new GaussianEvent(10, 1, isRounded: true), "counts", 1, 1);
        var gate = recording.Source.Open();
        long[] exact = [5];
        gate.Numbers(exact, terms, new RoundedGaussian(10).AddTo);
        Assert.Empty(recording.Unpaid([new Charge(terms.Event!, terms.Purpose, 0)]));
        gate.Numbers(exact, terms, new RoundedGaussian(10).AddTo);
        Assert.Single(recording.Unpaid([new Charge(terms.Event!, terms.Purpose, 0)]));
    }

    [Fact]
    public void One_question_more_when_an_exact_number_is_large() => Assert.NotEmpty(Alarms(
        (rows, noise) =>
        {
            var session = Open(rows, noise);
            var count = session.CountRows(Cost).Value;
            return rows.RowCount > 4 ? $"{count} {session.CountRows(Cost).Value}" : $"{count}";
        },
        One));

    [Fact]
    public void A_choice_by_scores_that_move_further_than_declared() => Assert.Contains(
        Alarms((rows, noise) => $"{noise.Open().Choice([rows.RowCount * 3, 0], 1, new ExponentialEvent(1), "choice")}", One),
        alarm => alarm.Contains("apart", StringComparison.Ordinal));

    [Fact]
    public void A_label_of_one_person_under_a_low_threshold()
    {
        var run = Alarms(
            (rows, noise) =>
            {
                var column = (LabelColumn)rows["c"];
                int[] codes = [.. Enumerable.Range(0, column.Labels.Count)];
                long[] counts = [.. codes.Select(code => (long)column.Codes.ToArray().Count(one => one == code)), 0];
                var terms = new AnswerTerms(new GaussianEvent(0.01, 1, isRounded: true), "categories", 1, 1);
                return string.Join(',', noise.Open().Labels(column.Labels, codes, counts, 1, 1, terms, new RoundedGaussian(0.01).AddTo));
            },
            One);
        Assert.Contains(run, alarm => alarm.Contains("was released", StringComparison.Ordinal));
    }

    private static readonly CategoryAttribute s_category = Sample.Category("c", "a", "b");
    private static readonly NumericAttribute s_number = Sample.Whole("n", 0, 50);

    private static (Table, Table) One => (Rows(4, 0), Rows(4, 1));

    private static (Table, Table) Three => (Rows(4, 0), Rows(4, 3));

    private static Table Rows(int rows, int more) => new(
    [
        Sample.Labels("c", ColumnType.Category, [.. Enumerable.Range(0, rows).Select(i => i % 2 == 0 ? "a" : "b"), .. Enumerable.Repeat("rare", more)]),
        Sample.Integers("n", [.. Enumerable.Range(0, rows).Select(i => (long)i), .. Enumerable.Repeat(40L, more)]),
    ]);

    private static double[] Values(Table table) => [.. ((IntegerColumn)table["n"]).Values.ToArray().Select(value => (double)value)];

    private static PrivacyAccountant Budget() => new(1, 1e-6);

    private static PrivateTable Open(Table rows, NoiseSource noise) => new(new RowsInMemory(rows), Budget(), PrivacyUnit.Row, Neighbours.AddRemove, noise);

    // A mechanism of a test's own: what is exact, and what is declared.
    private static string Mechanism(Table rows, NoiseSource noise, Func<Table, long[]> exact, double l2, Func<double, RoundedGaussian>? draw = null)
    {
        var charged = GaussianEvent.Within(CompositionRule.GaussianDp, Cost, l2);
        var numbers = exact(rows);
        noise.Open().Numbers(numbers, new AnswerTerms(charged, "numbers", l2, l2), (draw ?? (sigma => new RoundedGaussian(sigma)))(charged.Sigma).AddTo);
        return string.Join(',', numbers);
    }

    private static List<string> Alarms(Run run, (Table One, Table Other) neighbours)
    {
        var recording = new Recording();
        var released = run(neighbours.One, recording.Source);
        var replay = recording.Replay();
        try
        {
            var again = run(neighbours.Other, replay.Source);
            return [.. replay.Alarms(), .. released == again ? Array.Empty<string>() : [$"'{released}' was released for the one and '{again}' for the other."]];
        }
        catch (ReplayEndedException)
        {
            return [.. replay.Alarms()];
        }
    }
}
