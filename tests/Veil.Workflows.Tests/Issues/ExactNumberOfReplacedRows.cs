using Veil.Auditing;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Privacy.Accounting;
using Veil.Synthesis.Models;
using Veil.Workflows.Training;

namespace Veil.Workflows.Tests.Issues;

/// <summary>
/// Where rows are replaced their number is public, and the model goes by the exact one; the statement said "measured with
/// noise".
/// </summary>
public sealed class ExactNumberOfReplacedRows
{
    private static readonly string s_table = Jobs.Csv("id,a", 317, (i, _) => $"p{i % 100},{i % 10}");

    [Theory]
    [InlineData(null)]
    [InlineData(1e-7)]
    [InlineData(0.0)]
    public void It_is_public_exact_and_said_to_be(double? delta)
    {
        var model = Train(Neighbours.ReplaceOne, delta, entity: null);

        Assert.Equal(317, model.Content.Rows);
        Assert.Equal((Provenance.Public, true), (model.Statement.RowsSource, model.Statement.RowsAreExact));
        Assert.Equal(StatementMode.Release, model.Statement.Mode);
        Assert.Contains("| number of rows | public, exact |", StatementMarkdown.Write(model.Statement), StringComparison.Ordinal);
        Assert.Equal("about 317 (public, exact)", Jobs.Summary(model).Facts.Single(fact => fact.Name == "Rows").Value);
    }

    [Fact]
    public void Of_entities_with_several_rows_the_number_of_rows_is_measured()
    {
        var statement = Train(Neighbours.ReplaceOne, null, entity: "id").Statement;

        Assert.Equal((Provenance.Dp, false), (statement.RowsSource, statement.RowsAreExact));
        Assert.Contains("The number of entities is public. The number of rows is protected too: it was measured with noise.", statement.InWords, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_rows_are_added_and_removed_it_is_measured()
    {
        var statement = Train(Neighbours.AddRemove, null, entity: null).Statement;

        Assert.Equal((Provenance.Dp, false), (statement.RowsSource, statement.RowsAreExact));
        Assert.Contains("protected: measured with noise", StatementMarkdown.Write(statement), StringComparison.Ordinal);
    }

    private static SynthesisModel Train(Neighbours neighbours, double? delta, string? entity) => new TrainJob().Run(
        new TrainRequest
        {
            Input = Jobs.Source(s_table),
            Schema = new Schema
            {
                Columns =
                [
                    Jobs.Column("id", ColumnType.Text) with { Role = Jobs.Declared(ColumnRole.Identifier) }, Jobs.Integer("a", 0, 9),
                ],
                Entity = entity,
                MaxRowsPerEntity = entity is null ? 1 : 4,
            },
            Method = "independent",
            Privacy = new PrivacyRequest { Epsilon = 2, Delta = delta, Neighbours = neighbours },
            Noise = RepeatableNoise.Of(1),
        },
        null,
        TestContext.Current.CancellationToken).Model;
}
