using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Data.Formats.Csv;
using Veil.Data.Schemas;
using Veil.Privacy.Accounting;
using Veil.Privacy.Ledger;
using Veil.Synthesis.Models;
using Veil.Workflows.Training;

namespace Veil.Workflows.Tests.Issues;

/// <summary>
/// A run for research whose facts were all declared came out as a release, though rules of releases had not been kept: an epsilon of
/// 100 without a reason, bad rows left out of tables whose number of rows is published.
/// </summary>
public sealed class ResearchIsStamped
{
    private static readonly Schema s_schema = new()
    {
        Columns = [Jobs.Integer("a", 0, 9), Jobs.Category("b", "x", "y")],
        Rows = Jobs.Declared(200L),
    };

    private static string Rows => Jobs.Csv("a,b", 200, (i, _) => $"{i % 10},{(i % 3 == 0 ? 'x' : 'y')}");

    [Fact]
    public void A_run_for_research_is_stamped_whatever_it_copied()
    {
        foreach (ITableSource source in new ITableSource[]
        {
            Jobs.Source(Rows, Jobs.WithHeader),
            Jobs.Source(Rows, Jobs.WithHeader with { Declared = new DeclaredDialect { HasHeader = true, Delimiter = ',' } }),
            new MemorySource(Jobs.Read(Rows, s_schema)),
        })
        {
            var model = new TrainJob().Run(
                Request(source) with { Privacy = new PrivacyRequest { Epsilon = 100, Research = true } },
                null,
                TestContext.Current.CancellationToken).Model;

            Assert.Equal(StatementMode.Research, model.Statement.Mode);
            using var file = new MemoryStream();
            model.Save(file);
            file.Position = 0;
            Assert.Equal(StatementMode.Research, Veil.Synthesis.Catalog.SynthesizerCatalog.Load(file, "model").Statement.Mode);
        }
    }

    [Fact]
    public void Bad_rows_are_not_left_out_where_their_number_is_published()
    {
        var source = Jobs.Source(Rows, Jobs.WithHeader with { BadRows = BadRows.Drop });
        var privacy = new PrivacyRequest { Epsilon = 1, Research = true, Neighbours = Neighbours.ReplaceOne };

        Assert.Equal("bad-rows-with-replace", Assert.Throws<VeilException>(() => new TrainJob().Check(Request(source) with { Privacy = privacy })).Code);
    }

    [Fact]
    public void No_ledger_books_a_run_for_research()
    {
        var request = Request(Jobs.Source(Rows, Jobs.WithHeader)) with
        {
            Privacy = new PrivacyRequest { Epsilon = 1, Research = true },
            Ledger = new Nothing(),
        };

        Assert.Equal("research-in-ledger", Assert.Throws<VeilException>(() => new TrainJob().Check(request)).Code);
    }

    private static TrainRequest Request(ITableSource source) => new() { Input = source, Schema = s_schema, Method = "independent" };

    private sealed class Nothing : IBudgetLedger
    {
        public BudgetReservation Reserve(BudgetClaim claim) => throw new InvalidOperationException("It must not be asked.");

        public void Identify(BudgetReservation reservation, Func<RowsDigest> rows)
        {
        }

        public void Commit(BudgetReservation reservation)
        {
        }

        public AccountStanding? Settle(BudgetReservation reservation, RunCost cost) => null;

        public void Refund(BudgetReservation reservation)
        {
        }
    }
}
