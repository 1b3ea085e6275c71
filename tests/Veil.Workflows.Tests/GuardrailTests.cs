using System.Text.RegularExpressions;
using Veil.Data.Schemas;
using Veil.Workflows.Guardrails;

namespace Veil.Workflows.Tests;

/// <summary>The rules are one list, whose codes are those of faults, and note what they do not refuse.</summary>
public sealed partial class GuardrailTests
{
    [Fact]
    public void Rules_have_names_of_their_own_and_no_code_belongs_to_two()
    {
        Assert.Distinct(GuardrailCatalog.All.Select(rule => rule.Id));
        Assert.Distinct(GuardrailCatalog.All.SelectMany(rule => rule.Codes));
        Assert.All(GuardrailCatalog.All, rule => Assert.Matches(Name(), rule.Id));
        Assert.All(GuardrailCatalog.All, rule => Assert.All(rule.Codes, code => Assert.Equal(rule, GuardrailCatalog.Of(code))));
        Assert.Null(GuardrailCatalog.Of("csv-ragged-row"));
    }

    [Theory]
    [InlineData(3, null)]
    [InlineData(3.5, "moderate promise")]
    [InlineData(8, "weak promise")]
    public void A_large_epsilon_is_noted(double epsilon, string? words)
    {
        var notes = GuardrailNotes.Of(Jobs.Epsilon(epsilon), null).ToList();

        if (words is null)
        {
            Assert.Empty(notes);
            return;
        }

        var note = Assert.Single(notes);
        Assert.Equal("G2", note.Guardrail.Id);
        Assert.Contains(words, note.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_delta_near_one_in_the_number_of_rows_and_a_small_table_are_noted()
    {
        var request = Jobs.Epsilon(1) with { Delta = 5e-4 };

        Assert.Equal(["G3", "G10"], GuardrailNotes.Of(request, new Schema { Rows = Jobs.Declared(400L) }).Select(note => note.Guardrail.Id));
        Assert.Empty(GuardrailNotes.Of(Jobs.Epsilon(1), new Schema { Rows = Jobs.Declared(20_000L) }));
        Assert.Empty(GuardrailNotes.Of(request with { Research = true }, new Schema { Rows = Jobs.Declared(400L) }));
    }

    [GeneratedRegex("^G[0-9]+$")]
    private static partial Regex Name();
}
