using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Evaluation.Fidelity;
using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Tables;
using static Veil.Evaluation.Tests.Fidelity.Tables;

namespace Veil.Evaluation.Tests.Fidelity;

public sealed class ValidityTests
{
    private static readonly Table s_real = new(
        [Integers("id", 1, 2, 3, 4), Integers("age", 10, 30, 40, 50), Labels("status", "single", "married", "married", "single")]);

    [Fact]
    public void Declared_ranges_and_labels_go_before_those_of_the_rows()
    {
        var schema = new Schema
        {
            Columns =
            [
                new ColumnSchema { Name = "age", Bounds = new(new Bounds(0, 100), Provenance.Declared) },
                new ColumnSchema { Name = "status", Categories = new(["single", "married", "widowed"], Provenance.Declared) },
            ],
        };
        var synthetic = new Table([Integers("id", 5, 6, 7, 8), Integers("age", 5, 60, 101, 40), Labels("status", "widowed", "lost", "single", "single")]);

        var declared = Run(synthetic, schema);
        var observed = Run(synthetic, new Schema());

        Assert.Equal(0.75, Of(declared, "validity.values", "age").Value);
        Assert.Equal(0.75, Of(declared, "validity.values", "status").Value);
        Assert.Equal(0.25, Of(observed, "validity.values", "age").Value);
        Assert.Equal(0.5, Of(observed, "validity.values", "status").Value);
        // Rows 1 and 4 have nothing that is not allowed; id is out of the range of the real ids in all.
        Assert.Equal(0, Of(declared, "validity.rows").Value);
        Assert.Equal(0.5, Of(Run(synthetic, schema with { Columns = [.. schema.Columns, Key()] }), "validity.rows").Value);
    }

    [Fact]
    public void Rows_with_an_impossible_combination_are_found()
    {
        var schema = new Schema
        {
            Columns = [Key()],
            Impossible =
            [
                new ImpossibleCombination([new ImpossiblePart("age") { Maximum = 14 }, new ImpossiblePart("status") { Values = ["married"] }]),
                new ImpossibleCombination([new ImpossiblePart("age") { Values = ["50"] }, new ImpossiblePart("status") { Values = ["single"] }]),
            ],
        };
        var synthetic = new Table([Integers("id", 5, 6, 7, 8), Integers("age", 14, 14, 15, 50), Labels("status", "married", "single", "married", "single")]);

        var result = Run(synthetic, schema);

        Assert.Equal([0.25, 0.25], result.Findings.Where(finding => finding.Id == "validity.impossible").Select(finding => finding.Value!.Value));
        Assert.Equal(0.5, Of(result, "validity.rows").Value);
        // The real rows hold one of them: rules are often broken there too.
        Assert.Contains("25.0 % of the real ones", result.Findings.Last(finding => finding.Id == "validity.impossible").Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_are_unique_and_there_or_counted()
    {
        var synthetic = new Table([Integers("id", 5, 5, IntegerColumn.Missing, 8), s_real["age"], s_real["status"]]);

        Assert.Equal(0.5, Of(Run(synthetic, new Schema { Columns = [Key()] }), "validity.keys", "id").Value);
    }

    [Fact]
    public void Copies_are_those_of_the_compared_columns()
    {
        // The keys differ, but they are no part of what a row says.
        var synthetic = new Table([Integers("id", 5, 6, 7, 8), s_real["age"], Labels("status", "single", "married", "single", "single")]);

        var result = Run(synthetic, new Schema { Columns = [Key()] }, new Table([Integers("id", 9), Integers("age", 40), Labels("status", "single")]));

        Assert.Equal(0.75, Of(result, "validity.copies.train").Value);
        Assert.Equal(0, Of(result, "validity.copies.train").OfHoldout);
        Assert.Equal(0.25, Of(result, "validity.copies.holdout").Value);
        Assert.Equal(0, Of(result, "validity.repeated").Value);
    }

    [Fact]
    public void Numbers_finer_than_the_real_ones_are_found()
    {
        var real = new Table([Decimals("price", 1.25, 2, 3.5, double.NaN, 1234567.89), Decimals("whole", 1, 2, 3, 4, 5), Decimals("any", Math.PI, 1, 2, 3, 4)]);
        var synthetic = new Table([Decimals("price", 1.27, 0.1 + 0.2, 2.123456789, 1 / 3.0, double.NaN), Decimals("whole", 1, 2, 3.5, 4, 5), Decimals("any", Math.E, 1, 2, 3, 4)]);
        var schema = new Schema { Columns = [new ColumnSchema { Name = "whole", Step = new(0.5, Provenance.Declared) }] };
        var shifted = schema with { Columns = [schema.Columns[0] with { Bounds = new(new Bounds(0.25, 10), Provenance.Declared) }] };

        var observed = new ValidityPart().Run(new EvaluationContext(new EvaluationInput { Real = real, Synthetic = synthetic, Schema = new Schema() }));
        var declared = new ValidityPart().Run(new EvaluationContext(new EvaluationInput { Real = real, Synthetic = synthetic, Schema = schema }));

        Assert.Equal(0.5, Of(observed, "validity.precision", "price").Value);
        Assert.Equal(0.8, Of(observed, "validity.precision", "whole").Value);
        Assert.Equal(1, Of(declared, "validity.precision", "whole").Value);
        Assert.Equal(0, Of(new ValidityPart().Run(new EvaluationContext(new EvaluationInput { Real = real, Synthetic = synthetic, Schema = shifted })), "validity.precision", "whole").Value);
        Assert.DoesNotContain(observed.Findings, finding => finding.Id == "validity.precision" && finding.Columns[0] == "any");
    }

    [Fact]
    public void Repeated_rows_are_counted_all()
    {
        var keys = RowKeys.Of(CommonTables.OfAll(new Table([Integers("i", 3, 1, 3, 2, 3, 1)]), new Table([Integers("i", 2, 2, 4)])));

        Assert.Equal(5 / 6.0, keys.ShareRepeated(0));
        Assert.Equal(1 / 6.0, keys.ShareIn(0, 1));
        Assert.Equal(2 / 3.0, keys.ShareIn(1, 0)!.Value, 1e-12);
    }

    private static ColumnSchema Key() => new() { Name = "id", Role = new(ColumnRole.Identifier, Provenance.Declared) };

    private static EvaluationResult Run(Table synthetic, Schema schema, Table? holdout = null) => new ValidityPart().Run(
        new EvaluationContext(new EvaluationInput { Real = s_real, Synthetic = synthetic, Holdout = holdout, Schema = schema }));

    private static Finding Of(EvaluationResult result, string id, string? column = null) => result.Findings.Single(
        finding => finding.Id == id && (column is null || finding.Columns.SequenceEqual([column])));
}
