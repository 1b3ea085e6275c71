using Veil.Data.Tables;
using Veil.Evaluation.Attacks;
using Veil.Evaluation.Parts;
using Veil.Evaluation.Rows;

namespace Veil.Evaluation.Tests.Attacks;

public sealed class NearestRowsTests
{
    private static readonly RecordSpace s_space = Space(People.Fresh(41, 300), People.Fresh(42, 133));

    [Fact]
    public void The_two_nearest_rows_are_those_of_a_plain_search()
    {
        var nearest = NearestRows.Of(s_space.Synthetic, s_space.Real, TestContext.Current.CancellationToken);

        for (var row = 0; row < s_space.Synthetic.Rows; row++)
        {
            var distances = Distances(row).Order().ToArray();
            Assert.Equal(distances[0], nearest[row].Distance, NearestRows.Tie);
            Assert.Equal(distances[1], nearest[row].SecondDistance, NearestRows.Tie);
            Assert.Equal(nearest[row].Distance, s_space.Synthetic.Distance(row, s_space.Real, nearest[row].First), NearestRows.Tie);
        }
    }

    [Fact]
    public void The_nearest_row_without_a_column_is_that_of_a_plain_search()
    {
        var (columns, found) = (s_space.Columns.Length, NearestRows.LeavingOut(s_space.Synthetic, s_space.Real, TestContext.Current.CancellationToken));

        for (var row = 0; row < s_space.Synthetic.Rows; row++)
        {
            for (var left = 0; left < columns; left++)
            {
                var distances = Distances(row, left);
                Assert.Equal(distances.Min(), distances[found[(row * columns) + left]], NearestRows.Tie * columns);
            }
        }
    }

    [Fact]
    public void Sums_over_some_columns_are_those_of_a_plain_search()
    {
        int[] columns = [1, 4, 5];
        var (scaled, sums) = (new float[s_space.Columns.Length], new float[NearestRows.RoomFor(s_space.Real)]);
        for (var row = 0; row < 20; row++)
        {
            s_space.Synthetic.Scaled(row, scaled);
            var least = NearestRows.Sums(scaled, s_space.Real, columns, sums);

            double[] plain = [.. Enumerable.Range(0, s_space.Real.Rows).Select(other => columns.Sum(column => Part(column, row, other)))];
            Assert.All(plain.Zip(sums), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
            Assert.Equal(plain.Min(), least, 1e-5);
        }
    }

    [Fact]
    public void Rows_are_the_same_when_and_only_when_their_keys_are()
    {
        var table = People.Fresh(43, 400);
        var (rows, again) = (Space(table, table.Take([.. Enumerable.Range(0, 400).Reverse()])), Space(table, table));

        Assert.Equal(rows.Real.Keys.Reverse(), rows.Synthetic.Keys);
        Assert.Equal(again.Real.Keys, rows.Real.Keys);
        for (var row = 1; row < 400; row++)
        {
            Assert.Equal(rows.Real.Distance(0, rows.Real, row) == 0, rows.Real.Keys[0] == rows.Real.Keys[row]);
        }
    }

    private static double[] Distances(int row, int left = -1) =>
    [
        .. Enumerable.Range(0, s_space.Real.Rows).Select(other =>
            Enumerable.Range(0, s_space.Columns.Length).Where(column => column != left).Sum(column => Part(column, row, other)) / s_space.Columns.Length),
    ];

    private static double Part(int column, int row, int other) =>
        s_space.Columns[column].Distance(s_space.Synthetic.Values[column][row], s_space.Real.Values[column][other]);

    private static RecordSpace Space(Table real, Table synthetic) =>
        RecordSpace.Of(new EvaluationContext(People.Request(synthetic, holdout: false) with { Real = real }));
}
