using System.Text;
using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Workflows.Files;
using Veil.Workflows.Schemas;

namespace Veil.Workflows.Tests;

/// <summary>A schema is loaded whole or refused, from a file and from a stream alike; a check lists all of its faults.</summary>
public sealed class LoadSchemaJobTests : IDisposable
{
    private const string Sound = """{"fields": [{"name": "age", "type": "integer", "privacy": {"role": "use"}}]}""";
    private const string TwoFaults = """{"fields": [{"name": "a", "type": "whole"}, {"name": "b", "type": "half"}]}""";

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_sound_schema_is_loaded_and_has_no_fault(bool fromFile)
    {
        Assert.Equal("age", Assert.Single(Load(Source(Sound, fromFile)).Columns).Name);
        Assert.Empty(Validate(Source(Sound, fromFile)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Loading_names_the_first_fault_and_validation_lists_all(bool fromFile)
    {
        var faults = Validate(Source(TwoFaults, fromFile));
        Assert.Equal(2, faults.Count);
        var refused = Assert.Throws<VeilException>(() => Load(Source(TwoFaults, fromFile)));
        Assert.Equal(faults[0].Code, refused.Code);
        Assert.Contains(faults[0].Path, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_no_faulty_schema()
    {
        var absent = SchemaSource.FromFile(_path + ".absent");
        Assert.Equal("schema-not-found", Assert.Throws<VeilException>(() => Load(absent)).Code);
        Assert.Equal("schema-not-found", Assert.Throws<VeilException>(() => Validate(absent)).Code);
    }

    private static Schema Load(SchemaSource source) =>
        new LoadSchemaJob().Run(new SchemaRequest { Schema = source }, null, TestContext.Current.CancellationToken);

    private static IReadOnlyList<SchemaFault> Validate(SchemaSource source) =>
        new ValidateSchemaJob().Run(new SchemaRequest { Schema = source }, null, TestContext.Current.CancellationToken);

    private SchemaSource Source(string text, bool fromFile)
    {
        if (!fromFile)
        {
            return SchemaSource.FromStream(new MemoryStream(Encoding.UTF8.GetBytes(text)), "upload");
        }

        File.WriteAllText(_path, text);
        return SchemaSource.FromFile(_path);
    }
}
