using Veil.Auditing;
using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Data.Formats.Csv;
using Veil.Privacy.Accounting;
using Veil.Workflows.Training;

namespace Veil.Workflows.Tests;

/// <summary>What a training job must not let a release tell about bad rows.</summary>
public sealed class TrainJobPrivacyTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"veil-{Guid.NewGuid():N}.csv");

    [Fact]
    public void A_statement_does_not_say_whether_a_row_was_left_out()
    {
        var good = Train("c,n\na,1\nb,2\na,3\n", BadRows.Drop);
        var bad = Train("c,n\na,1\nb,2\na,3\nthis row has no second field\n", BadRows.Drop);

        Assert.Equal(0, good.DroppedRows);
        Assert.Equal(1, bad.DroppedRows);
        Assert.True(good.Model.Statement.BadRowsMayBeLeftOut);
        Assert.True(bad.Model.Statement.BadRowsMayBeLeftOut);
        Assert.False(Train("c,n\na,1\nb,2\na,3\n", BadRows.Fail).Model.Statement.BadRowsMayBeLeftOut);
    }

    [Fact]
    public void Leaving_out_bad_rows_and_publishing_their_number_exclude_each_other()
    {
        var refused = Assert.Throws<VeilException>(() => new TrainJob().Check(Request(BadRows.Drop, Neighbours.ReplaceOne)));

        Assert.Equal(FaultKind.PrivacyRefusal, refused.Kind);
        Assert.Equal("bad-rows-with-replace", refused.Code);
        new TrainJob().Check(Request(BadRows.Fail, Neighbours.ReplaceOne));
    }

    public void Dispose() => File.Delete(_file);

    private TrainResult Train(string text, BadRows badRows)
    {
        File.WriteAllText(_file, text);
        return new TrainJob().Run(Request(badRows, Neighbours.AddRemove), null, TestContext.Current.CancellationToken);
    }

    private TrainRequest Request(BadRows badRows, Neighbours neighbours) => new()
    {
        Input = new CsvSource(ByteInput.FromFile(_file), new CsvReadOptions { BadRows = badRows, Dialect = new CsvDialect() }),
        Privacy = new PrivacyRequest { Epsilon = 1, Delta = 1e-6, Neighbours = neighbours },
        Noise = RepeatableNoise.Of(1),
    };
}
