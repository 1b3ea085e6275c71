using Veil.Data.Errors;
using Veil.Privacy.Accounting;

namespace Veil.Privacy.Tests.Accounting;

public class PrivacyGuaranteeTests
{
    [Theory]
    [InlineData(0.1, 1.1, 10.9, 52.5)]
    [InlineData(0.5, 1.6, 15.5, 62.2)]
    [InlineData(1, 2.7, 23.2, 73.1)]
    [InlineData(2, 6.9, 45.1, 88.1)]
    [InlineData(3, 16.9, 69.1, 95.3)]
    [InlineData(5, 60.0, 94.3, 99.3)]
    [InlineData(8, 96.8, 99.7, 99.97)]
    public void Ceilings_are_the_published_ones(double epsilon, double one, double ten, double fifty)
    {
        var presence = new PrivacyGuarantee(epsilon, 0, PrivacyUnit.Row, Neighbours.AddRemove).Ceilings;
        var value = new PrivacyGuarantee(epsilon, 0, PrivacyUnit.Row, Neighbours.ReplaceOne).Ceilings;
        var twoSteps = new PrivacyGuarantee(epsilon / 2, 0, PrivacyUnit.Row, Neighbours.AddRemove).Ceilings;
        Assert.Equal([0.01, 0.1, 0.5], presence.Select(c => c.Prior));
        foreach (var ceilings in new[] { presence.Select(c => c.Presence!.Value), value.Select(c => c.Value), twoSteps.Select(c => c.Value) })
        {
            double[] all = [.. ceilings];
            Assert.Equal(one, 100 * all[0], 0.051);
            Assert.Equal(ten, 100 * all[1], 0.051);
            Assert.Equal(fifty, 100 * all[2], 0.051);
        }

        Assert.All(value, c => Assert.Null(c.Presence));
    }

    [Fact]
    public void Words_for_a_row() =>
        Assert.Equal(
            "If someone already thought there was a 1 in 10 chance that a given row is in your data at all, then even knowing everybody else's record "
            + "they could raise that to at most 23.2 in 100 by studying what is released (epsilon = 1). "
            + "That the row is in your data with a given value, rather than with another one or not at all, could rise from 1 in 10 to at most 45.1 in 100 (2 epsilon). "
            + "These are ceilings, not forecasts: measured attacks usually stay far below them. "
            + "It protects one row; a person with several rows is protected as many times less. "
            + "What is released never tells more than a lottery would that, with one chance in 1 000 000, gave everything away and otherwise kept "
            + "the first ceiling whatever came out (delta = 1e-6); for the second ceiling it is one chance in 260 000.",
            new PrivacyGuarantee(1, 1e-6, PrivacyUnit.Row, Neighbours.AddRemove).InWords());

    [Fact]
    public void Words_for_an_entity()
    {
        var words = new PrivacyGuarantee(0.25, 3.4e-10, new PrivacyUnit("patient", 4), Neighbours.ReplaceOne).InWords();
        Assert.StartsWith("If someone already thought there was a 1 in 10 chance that a given person or thing of your data has a given value, ", words, StringComparison.Ordinal);
        Assert.Contains("one value of \"patient\" with up to 4 rows.", words, StringComparison.Ordinal);
        Assert.Contains("one chance in 2 900 000 000,", words, StringComparison.Ordinal);
        Assert.Contains("epsilon = 0.25", words, StringComparison.Ordinal);
        Assert.Contains("Whether a given person or thing is in your data at all is not protected.", words, StringComparison.Ordinal);
        Assert.Contains("(delta = 3.4e-10).", words, StringComparison.Ordinal);
        Assert.DoesNotContain("2 epsilon", words, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_promise_nothing_of_values_where_delta_is_used_up() =>
        Assert.EndsWith(
            "for the second ceiling, delta is too large to promise anything.",
            new PrivacyGuarantee(30, 1e-6, PrivacyUnit.Row, Neighbours.AddRemove).InWords(),
            StringComparison.Ordinal);

    [Fact]
    public void Words_do_not_hide_that_nothing_is_proven()
    {
        var words = new PrivacyGuarantee(20, 0, PrivacyUnit.Row, Neighbours.AddRemove).InWords();
        Assert.Contains("near certainty (more than 99.9 in 100)", words, StringComparison.Ordinal);
        Assert.DoesNotContain("delta", words, StringComparison.Ordinal);
    }

    [Fact]
    public void Ceilings_stay_probabilities()
    {
        foreach (var epsilon in new[] { 0, 1e-12, 1, 700, 1e6 })
        {
            var guarantee = new PrivacyGuarantee(epsilon, 0, PrivacyUnit.Row, Neighbours.AddRemove);
            foreach (var prior in new[] { 1e-300, 1e-9, 0.5, 1 - 1e-15 })
            {
                Assert.InRange(guarantee.PresenceCeiling(prior)!.Value, prior, 1);
                Assert.InRange(guarantee.ValueCeiling(prior), guarantee.PresenceCeiling(prior)!.Value, 1);
            }

            foreach (var prior in new[] { double.NaN, 0, 1, -1 })
            {
                Assert.Throws<ArgumentOutOfRangeException>(() => guarantee.PresenceCeiling(prior));
                Assert.Throws<ArgumentOutOfRangeException>(() => guarantee.ValueCeiling(prior));
            }
        }
    }

    [Fact]
    public void Senseless_guarantees_are_refused()
    {
        Assert.Throws<VeilException>(() => new PrivacyGuarantee(double.NaN, 0, PrivacyUnit.Row, Neighbours.AddRemove));
        Assert.Throws<VeilException>(() => new PrivacyGuarantee(-1, 0, PrivacyUnit.Row, Neighbours.AddRemove));
        Assert.Throws<VeilException>(() => new PrivacyGuarantee(1, double.NaN, PrivacyUnit.Row, Neighbours.AddRemove));
        Assert.Throws<VeilException>(() => new PrivacyGuarantee(1, 1, PrivacyUnit.Row, Neighbours.AddRemove));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PrivacyGuarantee(1, 0, PrivacyUnit.Row, (Neighbours)7));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PrivacyUnit("patient", 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PrivacyUnit(null, 2));
    }
}
