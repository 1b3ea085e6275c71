using Veil.Data.Errors;
using Veil.Synthesis.Contracts;
using Veil.Workflows.Files;

namespace Veil.Workflows.Tests;

/// <summary>Files that list the marginals that should be right.</summary>
public sealed class WorkloadFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"veil-workload-{Guid.NewGuid():N}.json");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Lists_and_objects_with_weights_are_read()
    {
        File.WriteAllText(_path, """[["age", "income"], {"columns": ["sex"], "weight": 2.5}, {"columns": ["a", "A", ""]}]""");

        var items = Workload.Parse(WorkloadFile.Load(_path)).Items;

        Assert.Equal(["age,income", "sex", "a,A,"], items.Select(item => string.Join(',', item.Columns)));
        Assert.Equal([1, 2.5, 1], items.Select(item => item.Weight));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("3")]
    [InlineData("null")]
    [InlineData("[[]]")]
    [InlineData("[\"age\"]")]
    [InlineData("[[1]]")]
    [InlineData("[[\"age\", \"age\"]]")]
    [InlineData("[[\"age\"], null]")]
    [InlineData("[{}]")]
    [InlineData("[{\"columns\": []}]")]
    [InlineData("[{\"columns\": \"age\"}]")]
    [InlineData("[{\"columns\": [\"age\"], \"weight\": 0}]")]
    [InlineData("[{\"columns\": [\"age\"], \"weight\": -1}]")]
    [InlineData("[{\"columns\": [\"age\"], \"weight\": \"2\"}]")]
    [InlineData("[{\"columns\": [\"age\"], \"weight\": null}]")]
    [InlineData("[{\"columns\": [\"age\"], \"weight\": 1e999}]")]
    [InlineData("[[\"age\"]")]
    [InlineData("[[null]]")]
    public void What_is_no_workload_is_refused(string text)
    {
        File.WriteAllText(_path, text);

        var fault = Assert.Throws<VeilException>(() => WorkloadFile.Load(_path));

        Assert.Equal((FaultKind.BadInput, "workload-format"), (fault.Kind, fault.Code));
        Assert.Contains(_path, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Assert.Equal("workload-absent", Assert.Throws<VeilException>(() => WorkloadFile.Load(_path)).Code);
}
