using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Synthesis.Catalog;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Tests.Contract;

namespace Veil.Synthesis.Tests;

/// <summary>The method that is chosen when nobody names one, and options that a method does not know.</summary>
public sealed class AutomaticMethodTests
{
    [Theory]
    [InlineData(0, "independent")]
    [InlineData(1, "independent")]
    [InlineData(2, "aim")]
    [InlineData(15, "aim")]
    [InlineData(30, "aim")]
    [InlineData(31, "clique-tree")]
    [InlineData(100, "clique-tree")]
    public void The_number_of_columns_that_are_used_decides(int columns, string expected)
    {
        var schema = new Schema
        {
            Columns =
            [
                .. Enumerable.Range(0, columns).Select(i => SmallTable.Number($"c{i}", ColumnType.Integer, 0, 9)),
                .. Enumerable.Range(0, 50).Select(i => new ColumnSchema { Name = $"d{i}", Role = SmallTable.Known(ColumnRole.Drop) }),
            ],
        };

        var decision = AutomaticMethod.Choose(AutomaticMethod.Name, schema);

        Assert.Same(SynthesizerCatalog.Get(expected), decision.Method);
        Assert.False(string.IsNullOrEmpty(decision.Reason));
    }

    [Fact]
    public void A_method_that_is_named_is_taken_without_a_reason()
    {
        Assert.All(SynthesizerCatalog.All, method => Assert.Equal(new MethodDecision(method, null), AutomaticMethod.Choose(method.Info.Name, SmallTable.Schema)));
        Assert.Equal("unknown-method", Assert.Throws<VeilException>(() => AutomaticMethod.Choose("astrology", SmallTable.Schema)).Code);
        Assert.DoesNotContain(SynthesizerCatalog.All, method => method.Info.Name == AutomaticMethod.Name);
    }

    [Fact]
    public void An_option_is_refused_by_every_method_that_does_not_know_it()
    {
        (MethodOption Option, MethodOptions Options)[] all =
        [
            (MethodOption.Variant, new() { Variant = MethodVariant.Original }),
            (MethodOption.Degree, new() { Degree = 2 }),
            (MethodOption.Usefulness, new() { Usefulness = 4 }),
            (MethodOption.Score, new() { Score = default(Privacy.Mechanisms.DependenceScore) }),
            (MethodOption.Workload, new() { WorkloadDegree = 2 }),
            (MethodOption.Workload, new() { Workload = [new WorkloadItem(["age"], 1)] }),
            (MethodOption.MaxModelSize, new() { MaxModelMegabytes = 1 }),
        ];
        foreach (var method in SynthesizerCatalog.All)
        {
            new MethodOptions().RefuseUnknown(method.Info);
            foreach (var (option, options) in all)
            {
                if (method.Info.Options.HasFlag(option))
                {
                    options.RefuseUnknown(method.Info);
                    continue;
                }

                var fault = Assert.Throws<VeilException>(() => options.RefuseUnknown(method.Info));
                Assert.Equal((FaultKind.Usage, "option-not-for-method"), (fault.Kind, fault.Code));
            }
        }
    }
}
