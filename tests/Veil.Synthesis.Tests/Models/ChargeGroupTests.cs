using Veil.Data.Schemas;
using Veil.Privacy.Accounting;
using Veil.Synthesis.Models;

namespace Veil.Synthesis.Tests.Models;

/// <summary>Charges of the same kind are told in one line, whatever columns are called.</summary>
public sealed class ChargeGroupTests
{
    [Fact]
    public void Sixty_pairs_are_one_line_and_cost_what_they_cost()
    {
        string[] names = [.. Enumerable.Range(0, 12).Select(i => $"c{i}")];
        var noise = new GaussianEvent(65.5, 1, isRounded: true);
        var cost = noise.Cost(CompositionRule.GaussianDp);
        var pairs = names.SelectMany((a, i) => names.Skip(i + 1).Select(b => $"counts of '{a}' x '{b}'")).Take(60);

        var group = Assert.Single(Groups(names, [.. pairs.Select(purpose => new Charge(noise, purpose, cost))]));

        Assert.Equal(("60 counts of pairs of columns", "rounded Gaussian, sigma 65.5 each", "mu^2/2 0.006993 in all"), (group.Learnt, group.Noise, group.Cost));
    }

    [Fact]
    public void A_charge_of_its_own_kind_keeps_its_words()
    {
        var groups = Groups(
            ["a", "b"],
            new Charge(new LaplaceEvent(100, 1), "number of rows, for delta", 0.01, Prelude: true),
            new Charge(new GaussianEvent(10, 1, isRounded: true), "counts of 'a'", 0.5),
            new Charge(new GaussianEvent(20, 1, isRounded: true), "counts of 'b'", 0.125),
            new Charge(new GaussianEvent(20, 1, isRounded: true), "range of 'b'", 0.00125),
            new Charge(new SubsampledGaussianEvent(0.01, 1.25, 700), "training of a network", 0.1));

        Assert.Equal(
            ["number of rows, for delta", "2 counts of single columns", "range of 'b'", "training of a network"], groups.Select(group => group.Learnt));
        Assert.Equal(
            ["discrete Laplace, scale 100", "rounded Gaussian, sigma 10 to 20", "rounded Gaussian, sigma 20", "700 steps on samples of 1 %, each with Gaussian noise of 1.25 times the bound"],
            groups.Select(group => group.Noise));
        Assert.Equal(["epsilon 0.01", "mu^2/2 0.625 in all", "mu^2/2 0.00125", "mu^2/2 0.1"], groups.Select(group => group.Cost));
    }

    [Fact]
    public void Choices_of_many_sizes_are_one_line()
    {
        var groups = Groups(
            [],
            new Charge(new ExponentialEvent(0.1), "choice among 105 marginals", 0.002),
            new Charge(new ExponentialEvent(0.2), "choice among 90 marginals", 0.008),
            new Charge(new ComposedEvent([.. Enumerable.Repeat(new ExponentialEvent(0.1), 14)]), "choice of 14 among 105 pairs", 0.03));

        Assert.Equal(["2 times: choice among 90 to 105 marginals", "choice of 14 among 105 pairs"], groups.Select(group => group.Learnt));
        Assert.Equal(["exponential mechanism, epsilon 0.1 to 0.2", "14 times exponential mechanism, epsilon 0.1"], groups.Select(group => group.Noise));
    }

    [Fact]
    public void A_column_may_be_called_like_a_list_of_columns()
    {
        string[] names = ["a", "b", "a' x 'b", "7", "\u0001", "\u0002"];
        var noise = new GaussianEvent(10, 1, isRounded: true);

        var groups = Groups(names, [.. names.Append("unknown\u0001\u0002").Select(name => new Charge(noise, $"counts of '{name}'", 0.005))]);

        Assert.Equal("6 counts of single columns", groups[0].Learnt);
        Assert.Equal("counts of 'unknown\u0001\u0002'", Assert.Single(groups.Skip(1)).Learnt);
    }

    [Fact]
    public void Sums_are_never_too_small()
    {
        var costs = Enumerable.Range(1, 500).Select(i => 1.0 / (i * 7919)).ToArray();
        var noise = new PureEvent(0.1);

        var group = Assert.Single(Groups(["a"], [.. costs.Select(cost => new Charge(noise, "counts of 'a'", cost))]));

        var exact = costs.Select(cost => (decimal)cost).Sum();
        Assert.InRange(decimal.Parse(group.Cost.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), exact, exact * 1.001m);
    }

    private static IReadOnlyList<ChargeGroup> Groups(string[] columns, params Charge[] charges) => ChargeGroup.Of(new PrivacyStatement
    {
        Method = "aim",
        Rule = CompositionRule.GaussianDp,
        Columns = [.. columns.Select(name => new StatedColumn(name, ColumnRole.Use, []))],
        Charges = [.. charges],
    });
}
