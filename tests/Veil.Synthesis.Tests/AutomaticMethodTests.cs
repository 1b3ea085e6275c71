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
        (string Name, string Value)[] all =
        [
            ("variant", "original"), ("degree", "2"), ("usefulness", "4"), ("score", "mi"), ("workload", "3"), ("workload", """[["age"]]"""),
            ("max-model-size", "1"), ("epochs", "3"), ("batch-size", "100"),
        ];
        foreach (var info in SynthesizerCatalog.All.Select(method => method.Info))
        {
            Fitting.Options(info.Name);
            foreach (var option in all)
            {
                if (info.Options.Has(option.Name))
                {
                    Assert.NotEqual(Fitting.Options(info.Name), Fitting.Options(info.Name, option));
                    continue;
                }

                var fault = Assert.Throws<VeilException>(() => Fitting.Options(info.Name, option));
                Assert.Equal((FaultKind.Usage, "option-not-for-method"), (fault.Kind, fault.Code));
                Assert.Contains($"'{option.Name}'", fault.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Every_option_tells_what_it_is_and_refuses_other_values()
    {
        foreach (var info in SynthesizerCatalog.All.Select(method => method.Info))
        {
            Assert.Distinct(info.Options.All.Select(option => option.Name));
            foreach (var option in info.Options.All)
            {
                Assert.Matches("^[a-z-]+$", option.Name);
                Assert.EndsWith(".", option.Description, StringComparison.Ordinal);
                Assert.NotEqual("", option.Default);
                Assert.All(option.Choices, word => Assert.True(option.Accepts(word)));
                foreach (var wrong in new[] { "", "-1", "0", "nan", "1e999", "none of these", "[]" })
                {
                    Assert.False(option.Accepts(wrong));
                    var fault = Assert.Throws<VeilException>(() => Fitting.Options(info.Name, (option.Name, wrong)));
                    Assert.Equal((FaultKind.Usage, "option-value-wrong"), (fault.Kind, fault.Code));
                    Assert.Contains(option.Expected, fault.Message, StringComparison.Ordinal);
                }
            }
        }
    }

    [Fact]
    public void Options_of_another_method_are_a_mistake_of_the_program()
    {
        var options = new FitOptions { Method = Fitting.Options("correlated", ("degree", "2")) };

        Assert.Throws<ArgumentException>(() => Fitting.Method("aim").Fit(
            SmallTable.Schema, Fitting.Wrap(SmallTable.Rows(10), 1, 1e-6), options, null, TestContext.Current.CancellationToken));
    }
}
