using System.Collections.Immutable;
using System.Globalization;
using Veil.Auditing;
using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Data.Formats.Csv;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Privacy.Accounting;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Models;
using Veil.Workflows.Training;

namespace Veil.Workflows.Tests;

/// <summary>
/// Learning from tables of which little or nothing is declared. Noise is repeatable: of a hundred trainings one takes a column for
/// another type, as noise will have it. Of a learnt range is checked that it covers all but the outermost rows and that hardly any
/// synthetic row lies outside the real range; how far the range itself reaches beyond is chance, since noise keeps empty cells.
/// </summary>
public sealed class LearningTests
{
    private const string Header = "key,age,income,rate,city,member,joined,seen,remark";

    // Computed once: the same twenty thousand people for all tests.
    private static readonly string s_people = Jobs.Csv(Header, 20_000, (i, random) => string.Join(',',
        $"K{i:00000}",
        random.Next(18, 96),
        random.Next(4) == 0 ? "" : (random.Next(0, 60_000) * 10).ToString(CultureInfo.InvariantCulture),
        (0.02 + (0.03 * random.NextDouble())).ToString("0.00000000", CultureInfo.InvariantCulture),
        i is 77 or 3333 or 19_999 ? "Atlantis" : random.Next(10) switch { < 5 => "Northmoor", < 8 => "Eastvale", _ => "Süd" },
        random.Next(3) == 0 ? "yes" : "no",
        new DateTime(2015, 1, 1).AddDays(random.Next(3000)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        new DateTime(2020, 1, 1).AddMinutes(random.Next(500_000)).ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture),
        $"said word{random.Next(1_000_000)} and word{random.Next(1_000_000)} to somebody else"));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Values_at_the_end_of_what_a_number_can_hold_are_found(bool isWhole)
    {
        var csv = Jobs.Csv("x,c", 3000, (_, random) => isWhole
            ? (long.MaxValue - random.Next(500)).ToString(CultureInfo.InvariantCulture) + ",y"
            : (1e308 + (7e307 * random.NextDouble())).ToString("R", CultureInfo.InvariantCulture) + ",y");

        var model = Jobs.Train(csv, Jobs.Epsilon(5)).Model;

        Assert.DoesNotContain(model.Statement.Limitations, sentence => sentence.Contains("range was guessed", StringComparison.Ordinal));
        var x = Jobs.Read(Jobs.Sample(model, 200), model.OutputSchema)["x"];
        double[] values = x is IntegerColumn whole
            ? [.. whole.Values.ToArray().Where(value => value != IntegerColumn.Missing)]
            : [.. ((DecimalColumn)x).Values.ToArray().Where(value => !double.IsNaN(value))];
        Assert.True(values.Length > 150);
        Assert.All(values, value => Assert.InRange(value, isWhole ? 4e18 : 4e307, double.MaxValue));
    }

    [Fact]
    public void Types_ranges_and_frequent_categories_are_found_when_nothing_is_declared()
    {
        var result = Jobs.Train(s_people, Jobs.Epsilon(1));

        var schema = result.Model.Content.Schema;
        Assert.Equal(ColumnRole.Identifier, schema.Find("key")!.Role.Value);
        Assert.Equal(ColumnType.Integer, schema.Find("age")!.Type!.Value);
        Assert.Equal(ColumnType.Integer, schema.Find("income")!.Type!.Value);
        Assert.Equal(ColumnType.Decimal, schema.Find("rate")!.Type!.Value);
        Assert.Equal(ColumnType.Category, schema.Find("city")!.Type!.Value);
        Assert.Equal(["no", "yes"], schema.Find("member")!.Categories!.Value);
        Assert.Equal(ColumnType.Date, schema.Find("joined")!.Type!.Value);
        Assert.Equal(ColumnType.DateTime, schema.Find("seen")!.Type!.Value);
        Assert.NotEqual(ColumnRole.Use, schema.Find("remark")!.Role.Value);
        Assert.Equal(["Eastvale", "Northmoor", "Süd"], schema.Find("city")!.Categories!.Value);
        AssertCovers(schema.Find("age")!, 20, 93);
        AssertCovers(schema.Find("income")!, 18_000, 582_000);
        AssertCovers(schema.Find("rate")!, 0.021, 0.049);
        AssertCovers(schema.Find("joined")!, Day(2015, 4, 1), Day(2022, 12, 19));
        Assert.InRange(result.Model.DefaultRows!.Value, 19_500, 20_500);
        Assert.InRange(result.Model.Statement.Guarantee!.Delta, 1e-9, 1e-6);

        var rows = Jobs.Read(Jobs.Sample(result.Model), result.Model.OutputSchema);
        Assert.Equal(result.Model.DefaultRows, rows.RowCount);
        AssertWithin(Numbers(rows["age"]), 18, 95);
        AssertWithin(Numbers(rows["income"]), 0, 599_990);
        AssertWithin(Numbers(rows["rate"]), 0.02, 0.05);
        AssertWithin(Numbers(rows["joined"]), Day(2015, 1, 1), Day(2015, 1, 1) + 2999);
        Assert.InRange(Enumerable.Range(0, rows.RowCount).Count(rows["income"].IsMissing) / (double)rows.RowCount, 0.2, 0.3);
    }

    [Fact]
    public void The_charges_replayed_are_within_what_was_promised()
    {
        var statement = Jobs.Model(s_people, 0.5).Statement;

        var replayed = PrivacyAccountant.Replay(statement.Charges, statement.Rule!.Value, statement.Guarantee!.Delta, PrivacyUnit.Row, Neighbours.AddRemove);

        Assert.Equal(CompositionRule.GaussianDp, statement.Rule);
        Assert.Equal(0.5, statement.Guarantee.Epsilon);
        Assert.InRange(replayed.Epsilon, 0.45, 0.5 * (1 + 1e-12));
    }

    [Fact]
    public void A_rare_category_never_appears()
    {
        foreach (var noise in new ulong[] { 1, 2, 3 })
        {
            var model = Jobs.Model(s_people, 1, noise: noise);

            Assert.DoesNotContain("Atlantis", Jobs.Unfolded(model), StringComparison.Ordinal);
            Assert.DoesNotContain("Atlantis", Jobs.Sample(model), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public void What_only_one_row_holds_never_leaves(double epsilon)
    {
        const string Word = "Xylophanta";
        const string Number = "31415926";
        const string Fraction = "0.57721566";
        var csv = s_people.Split('\n');
        csv[500] = $"{Word}1,{Number},{Number},{Fraction},{Word}2,{Word}3,1683-04-05,1683-04-05T06:07:08,{Word}4";

        var model = Jobs.Model(string.Join('\n', csv), epsilon);

        var everything = Jobs.Unfolded(model) + Jobs.Sample(model, 20_000);
        Assert.All(new[] { Word, Number, "31415927", Fraction, "1683-04" }, canary => Assert.DoesNotContain(canary, everything, StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_declared_is_taken_and_the_rest_is_learnt()
    {
        var schema = new Schema
        {
            Columns =
            [
                new ColumnSchema { Name = "key", Role = Jobs.Declared(ColumnRole.Drop) },
                Jobs.Integer("age", 0, 120),
                Jobs.Column("income", ColumnType.Integer) with { Step = Jobs.Declared(10.0) },
                new ColumnSchema { Name = "rate", Role = Jobs.Declared(ColumnRole.Drop) },
                Jobs.Category("city", "Northmoor", "Nowhere"),
                new ColumnSchema { Name = "member" },
                Jobs.Column("joined", ColumnType.Date) with { Granularity = Jobs.Declared(Granularity.Month) },
                new ColumnSchema { Name = "seen" },
                new ColumnSchema { Name = "remark", Role = Jobs.Declared(ColumnRole.Text) },
            ],
            Rows = Jobs.Declared(20_000L),
        };

        var model = Jobs.Model(s_people, 1, schema);

        var learnt = model.Content.Schema;
        Assert.Equal(20_000, model.DefaultRows);
        Assert.Equal(1 / 4e8, model.Statement.Guarantee!.Delta, 1e-15);
        Assert.Equal(new Fact<Bounds>(new Bounds(0, 120), Provenance.Declared), learnt.Find("age")!.Bounds);
        Assert.Equal(Provenance.Dp, learnt.Find("income")!.Bounds!.Source);
        Assert.Equal(["Northmoor", "Nowhere"], learnt.Find("city")!.Categories!.Value);
        Assert.Equal(["no", "yes"], learnt.Find("member")!.Categories!.Value);
        Assert.DoesNotContain(model.Statement.Charges, charge => charge.Purpose.Contains("'key'", StringComparison.Ordinal) || charge.Purpose.Contains("'remark'", StringComparison.Ordinal));
        var rows = Jobs.Read(Jobs.Sample(model), model.OutputSchema);
        Assert.Equal(["age", "income", "city", "member", "joined", "seen"], rows.Columns.Select(column => column.Name));
        Assert.All(((IntegerColumn)rows["income"]).Values.ToArray().Where(value => value != IntegerColumn.Missing), value => Assert.Equal(0, value % 10));
        Assert.All(((IntegerColumn)rows["joined"]).Values.ToArray().Where(day => day != IntegerColumn.Missing), day => Assert.Equal(1, DateTime.UnixEpoch.AddDays(day).Day));
        var cities = (LabelColumn)rows["city"];
        Assert.InRange(cities.Codes.ToArray().Count(code => code >= 0 && cities.Labels[code] == "other"), 9_000, 11_000);
    }

    [Fact]
    public void Facts_about_a_dropped_column_do_not_reach_the_model()
    {
        var schema = new Schema
        {
            Columns =
            [
                Jobs.Integer("a", 0, 9),
                Jobs.Category("b", "Xylophanta") with
                {
                    Role = Jobs.Declared(ColumnRole.Drop),
                    Categories = new Fact<ImmutableArray<string>>(["Xylophanta"], Provenance.Data),
                    Description = "Xylophanta",
                },
            ],
        };

        var model = Jobs.Model("a,b\n1,Xylophanta\n2,Xylophanta\n", 1, schema);

        Assert.DoesNotContain("Xylophanta", Jobs.Unfolded(model), StringComparison.Ordinal);
        Assert.Equal(StatementMode.Release, model.Statement.Mode);
        Assert.Equal("a", Jobs.Sample(model, 0).Trim());
    }

    [Fact]
    public void Without_delta_declared_columns_are_learnt_with_pure_epsilon()
    {
        var schema = new Schema { Columns = [Jobs.Integer("a", 0, 9), Jobs.Category("b", "x", "y"), Jobs.Column("c", ColumnType.Integer)] };
        var csv = Jobs.Csv("a,b,c", 5000, (_, random) => $"{random.Next(10)},{(random.Next(3) == 0 ? "x" : "y")},{random.Next(100)}");

        var statement = Jobs.Train(csv, Jobs.Epsilon(1) with { Delta = 0 }, schema).Model.Statement;

        Assert.Equal(0, statement.Guarantee!.Delta);
        Assert.Equal(CompositionRule.PureEpsilon, statement.Rule);
        Assert.InRange(PrivacyAccountant.Replay(statement.Charges, statement.Rule!.Value, 0, PrivacyUnit.Row, Neighbours.AddRemove).Epsilon, 0.9, 1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Without_delta_categories_that_nobody_declared_are_refused(bool isTypeKnown)
    {
        var schema = isTypeKnown ? new Schema { Columns = [Jobs.Column("city", ColumnType.Category)] } : null;
        var csv = Jobs.Csv("city", 2000, (i, _) => i % 2 == 0 ? "north" : "south");

        var fault = Assert.Throws<VeilException>(() => Jobs.Train(csv, Jobs.Epsilon(1) with { Delta = 0 }, schema));

        Assert.Equal("categories-need-delta", fault.Code);
        Assert.Equal(FaultKind.PrivacyRefusal, fault.Kind);
    }

    [Fact]
    public void What_can_be_refused_from_the_schema_is_refused_before_the_table_is_opened()
    {
        var request = new TrainRequest
        {
            Input = new CsvSource(ByteInput.FromStream(new NeverRead(), "table.csv")),
            Privacy = Jobs.Epsilon(1) with { Delta = 0 },
            Schema = new Schema { Columns = [Jobs.Column("city", ColumnType.Category)] },
        };

        Assert.Equal("categories-need-delta", Assert.Throws<VeilException>(() => new TrainJob().Check(request)).Code);
        Assert.Equal("epsilon-absent", Assert.Throws<VeilException>(() => new TrainJob().Check(request with { Privacy = null })).Code);
        Assert.Equal("unknown-method", Assert.Throws<VeilException>(() => new TrainJob().Check(request with { Method = "astrology" })).Code);
    }

    [Theory]
    [InlineData(ColumnRole.Identifier, ColumnType.Text)]
    [InlineData(ColumnRole.Use, ColumnType.Integer)]
    [InlineData(ColumnRole.Use, null)]
    [InlineData(ColumnRole.Drop, ColumnType.Integer)]
    public void Of_an_entity_at_most_so_many_rows_are_used(ColumnRole role, ColumnType? type)
    {
        // One entity with nine tenths of the rows, all of them 'y'.
        var csv = Jobs.Csv("person,answer", 20_000, (i, _) => i % 10 != 0 ? "7,y" : $"{i + 100},x");
        var schema = new Schema
        {
            Columns =
            [
                new ColumnSchema { Name = "person", Role = Jobs.Declared(role), Type = type is { } known ? Jobs.Declared(known) : null },
                Jobs.Category("answer", "x", "y"),
            ],
            Entity = "person",
            MaxRowsPerEntity = 3,
        };

        var model = Jobs.Model(csv, 2, schema);

        Assert.Equal(new PrivacyUnit("person", 3), model.Statement.Guarantee!.Unit);
        Assert.InRange(model.DefaultRows!.Value, 1800, 2200);
        var answers = (LabelColumn)Jobs.Read(Jobs.Sample(model, 10_000), model.OutputSchema)["answer"];
        Assert.InRange(answers.Codes.ToArray().Count(code => code >= 0 && answers.Labels[code] == "y"), 0, 300);
        Assert.DoesNotContain(model.Statement.Charges, charge => charge.Purpose.Contains("'person'", StringComparison.Ordinal));
    }

    [Fact]
    public void When_rows_are_replaced_their_number_is_public_and_exact()
    {
        var model = Jobs.Train(Jobs.Csv("a", 1234, (_, random) => $"{random.Next(10)}"), Jobs.Epsilon(1) with { Neighbours = Neighbours.ReplaceOne }, new Schema { Columns = [Jobs.Integer("a", 0, 9)] }).Model;

        Assert.Equal(1234, model.DefaultRows);
        Assert.Equal(Neighbours.ReplaceOne, model.Statement.Guarantee!.Neighbours);
        Assert.DoesNotContain(model.Statement.Charges, charge => charge.Prelude);
    }

    [Fact]
    public void Without_a_declared_number_of_rows_delta_comes_from_a_noisy_one()
    {
        var statement = Jobs.Model(Jobs.Csv("a", 5000, (_, random) => $"{random.Next(10)}"), 1, new Schema { Columns = [Jobs.Integer("a", 0, 9)] }).Statement;

        Assert.True(statement.Charges[0].Prelude);
        Assert.InRange(statement.Guarantee!.Delta, 1 / (9000.0 * 9000), 1e-6);
    }

    [Theory]
    [InlineData("a\n")]
    [InlineData("a,b\n")]
    [InlineData("a\n1\n")]
    [InlineData("a\n\"\"\n\"\"\n")]
    public void Tables_with_hardly_anything_in_them_are_learnt(string csv)
    {
        var model = Jobs.Model(csv, 1);

        Assert.Equal(6, Jobs.Sample(model, 5).TrimEnd('\n').Split('\n').Length);
    }

    [Fact]
    public void Rows_that_cannot_be_read_are_told_of_but_not_counted()
    {
        var request = new TrainRequest
        {
            Input = Jobs.Source("a\n1\n2,3\n4\n5,6\n", new CsvReadOptions { BadRows = BadRows.Drop }),
            Privacy = Jobs.Epsilon(1),
            Schema = new Schema { Columns = [Jobs.Integer("a", 0, 9)] },
            Noise = RepeatableNoise.Of(1),
        };

        var result = new TrainJob().Run(request, null, TestContext.Current.CancellationToken);

        Assert.Equal(2, result.DroppedRows);
        Assert.True(result.Model.Statement.BadRowsMayBeLeftOut);
        Assert.DoesNotContain("\"droppedRows\"", Jobs.Unfolded(result.Model), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Progress_grows_and_a_stopped_training_stops()
    {
        var fractions = new List<double>();
        using var source = new CancellationTokenSource();
        var watch = new Watch(at => fractions.Add(at.Fraction));
        Jobs.Train(s_people, Jobs.Epsilon(1), progress: watch);
        Assert.Equal(fractions.Order(), fractions);
        Assert.All(fractions, fraction => Assert.InRange(fraction, 0, 1));

        var stop = new Watch(at =>
        {
            if (at.Fit?.Stage == FitStage.CountingColumns)
            {
                source.Cancel();
            }
        });
        Assert.ThrowsAny<OperationCanceledException>(() => Jobs.Train(s_people, Jobs.Epsilon(1), progress: stop, cancellation: source.Token));
    }

    [Fact]
    public void Research_copies_what_is_missing_keeps_what_is_declared_and_stamps_it_all()
    {
        var schema = new Schema
        {
            Columns =
            [
                new ColumnSchema { Name = "key", Role = Jobs.Declared(ColumnRole.Drop) },
                .. Header.Split(',').Skip(1).SkipLast(1).Select(name => new ColumnSchema { Name = name }),
                new ColumnSchema { Name = "remark", Role = Jobs.Declared(ColumnRole.Text) },
            ],
        };

        var model = Jobs.Train(s_people, Jobs.Epsilon(1) with { Research = true, NoiseSeed = 7 }, schema).Model;
        var again = Jobs.Train(s_people, Jobs.Epsilon(1) with { Research = true, NoiseSeed = 7 }, schema).Model;

        Assert.Equal(StatementMode.Research, model.Statement.Mode);
        Assert.False(model.Statement.SecureNoise);
        Assert.Equal(ColumnRole.Drop, model.Content.Schema.Find("key")!.Role.Value);
        Assert.Equal(ColumnRole.Text, model.Content.Schema.Find("remark")!.Role.Value);
        Assert.Contains("Atlantis", model.Content.Schema.Find("city")!.Categories!.Value);
        Assert.Equal(Provenance.Data, model.Content.Schema.Find("city")!.Categories!.Source);
        Assert.Equal(Jobs.Sample(model, 100), Jobs.Sample(again, 100));
    }

    [Theory]
    [InlineData(0.0001, 0.0004)]
    [InlineData(-0.3, -0.0001)]
    [InlineData(-1e6, 1e6)]
    [InlineData(0.4, 0.45)]
    public void Decimals_of_many_digits_keep_their_range(double low, double high)
    {
        var csv = Jobs.Csv("x", 20_000, (_, random) => (low + ((high - low) * random.NextDouble())).ToString("F14", CultureInfo.InvariantCulture));

        var model = Jobs.Model(csv, 1);

        Assert.Equal(ColumnType.Decimal, model.Content.Schema.Find("x")!.Type!.Value);
        AssertCovers(model.Content.Schema.Find("x")!, low + ((high - low) * 0.03), high - ((high - low) * 0.03));
        var text = Jobs.Sample(model);
        var values = text.Split('\n')[1..^1].Where(cell => cell != "\"\"").ToList();
        AssertWithin([.. values.Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))], low, high);
        Assert.All(values, cell => Assert.InRange(cell.Length, 1, 12));
    }

    [Theory]
    [InlineData(1e-6, 1e-9)]
    [InlineData(1e-6, 0)]
    [InlineData(1, 1e-200)]
    [InlineData(1e-3, 1e-6)]
    public void The_smallest_budgets_give_noise_and_not_an_error(double epsilon, double delta)
    {
        var schema = delta > 0 ? null : new Schema { Columns = [Jobs.Integer("a", 0, 9), Jobs.Category("b", "x", "y")] };
        var csv = Jobs.Csv("a,b", 200, (i, _) => $"{i % 10},{(i % 2 == 0 ? "x" : "y")}");

        var model = Jobs.Train(csv, Jobs.Epsilon(epsilon) with { Delta = delta }, schema).Model;

        Assert.Equal(11, Jobs.Sample(model, 10).TrimEnd('\n').Split('\n').Length);
    }

    [Theory]
    [InlineData(1e5)]
    [InlineData(1000)]
    public void A_budget_beyond_reason_gives_the_counts_themselves(double epsilon)
    {
        var csv = Jobs.Csv("a,b", 5000, (i, _) => $"{i % 10},{(i % 4 == 0 ? "x" : "y")}");
        var schema = new Schema { Columns = [Jobs.Integer("a", 0, 9), Jobs.Category("b", "x", "y")] };

        foreach (var delta in new double?[] { null, 0 })
        {
            var model = Jobs.Train(csv, Jobs.Epsilon(epsilon) with { Delta = delta, AcceptedBecause = "a test", LargestEpsilon = epsilon }, schema).Model;

            Assert.Equal(5000, model.DefaultRows);
            Assert.Equal(500, ((IntegerColumn)Jobs.Read(Jobs.Sample(model), model.OutputSchema)["a"]).Values.ToArray().Count(value => value == 3));
        }
    }

    private static void AssertCovers(ColumnSchema column, double low, double high)
    {
        Assert.Equal(Provenance.Dp, column.Bounds!.Source);
        Assert.InRange(column.Bounds.Value.Minimum, double.NegativeInfinity, low);
        Assert.InRange(column.Bounds.Value.Maximum, high, double.PositiveInfinity);
    }

    // Nine of ten synthetic values are in the real range, and half of them in its lower half.
    private static void AssertWithin(double[] values, double low, double high)
    {
        Assert.InRange(values.Count(value => value >= low && value <= high), 0.9 * values.Length, values.Length);
        Assert.InRange(values.Count(value => value < (low + high) / 2), 0.45 * values.Length, 0.55 * values.Length);
    }

    private static double[] Numbers(Column column) => column is DecimalColumn decimals
        ? [.. decimals.Values.ToArray().Where(value => !double.IsNaN(value))]
        : [.. ((IntegerColumn)column).Values.ToArray().Where(value => value != IntegerColumn.Missing).Select(value => (double)value)];

    private static double Day(int year, int month, int day) => (new DateTime(year, month, day) - DateTime.UnixEpoch).TotalDays;

    private sealed class Watch(Action<JobProgress> report) : IProgress<JobProgress>
    {
        public void Report(JobProgress value) => report(value);
    }

    private sealed class NeverRead : MemoryStream
    {
        public override int Read(Span<byte> buffer) => throw new InvalidOperationException("The table was opened.");

        public override int Read(byte[] buffer, int offset, int count) => throw new InvalidOperationException("The table was opened.");
    }
}
