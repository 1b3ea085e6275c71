using Veil.Data.Tables;
using Veil.Evaluation.Metrics;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Tests.Attacks;

public sealed class NearestRowsTests
{
    private static readonly ComparedTables s_tables = Space(People.Fresh(41, 300), People.Fresh(42, 133));
    private static readonly Records s_real = s_tables.RecordsOf(ComparedTables.Real);
    private static readonly Records s_synthetic = s_tables.RecordsOf(ComparedTables.Synthetic);

    [Fact]
    public void The_two_nearest_rows_are_those_of_a_plain_search()
    {
        var nearest = NearestRows.Of(s_synthetic, s_real, TestContext.Current.CancellationToken);

        for (var row = 0; row < s_synthetic.Rows; row++)
        {
            var distances = Distances(row).Order().ToArray();
            Assert.Equal(distances[0], nearest[row].Distance, NearestRows.Tie);
            Assert.Equal(distances[1], nearest[row].SecondDistance, NearestRows.Tie);
            Assert.Equal(nearest[row].Distance, s_synthetic.Distance(row, s_real, nearest[row].First), NearestRows.Tie);
        }
    }

    [Fact]
    public void The_nearest_row_without_a_column_is_that_of_a_plain_search()
    {
        var (columns, found) = (s_tables.Columns.Length, NearestRows.LeavingOut(s_synthetic, s_real, TestContext.Current.CancellationToken));

        for (var row = 0; row < s_synthetic.Rows; row++)
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
        var (scaled, sums) = (new float[s_tables.Columns.Length], new float[NearestRows.RoomFor(s_real)]);
        for (var row = 0; row < 20; row++)
        {
            s_synthetic.Scaled(row, scaled);
            var least = NearestRows.Sums(scaled, s_real, columns, sums);

            double[] plain = [.. Enumerable.Range(0, s_real.Rows).Select(other => columns.Sum(column => Part(column, row, other)))];
            Assert.All(plain.Zip(sums), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
            Assert.Equal(plain.Min(), least, 1e-5);
        }
    }

    [Fact]
    public void Rows_are_the_same_when_and_only_when_their_keys_are()
    {
        var table = People.Fresh(43, 400);
        var (rows, again) = (Space(table, table.Take([.. Enumerable.Range(0, 400).Reverse()])), Space(table, table));

        var (real, synthetic) = (rows.RecordsOf(ComparedTables.Real), rows.RecordsOf(ComparedTables.Synthetic));

        Assert.Equal(real.Keys.Reverse(), synthetic.Keys);
        Assert.Equal(again.RecordsOf(ComparedTables.Real).Keys, real.Keys);
        for (var row = 1; row < 400; row++)
        {
            Assert.Equal(real.Distance(0, real, row) == 0, real.Keys[0] == real.Keys[row]);
        }
    }

    private static double[] Distances(int row, int left = -1) =>
    [
        .. Enumerable.Range(0, s_real.Rows).Select(other =>
            Enumerable.Range(0, s_tables.Columns.Length).Where(column => column != left).Sum(column => Part(column, row, other)) / s_tables.Columns.Length),
    ];

    private static double Part(int column, int row, int other) =>
        Records.Difference(s_tables.Columns[column], s_synthetic.Values[column][row], s_real.Values[column][other]);

    private static ComparedTables Space(Table real, Table synthetic) =>
        ComparedTables.Of(new EvaluationContext(People.Request(synthetic, holdout: false) with { Real = real }));
}
