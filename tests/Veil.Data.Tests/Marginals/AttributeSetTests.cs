using FsCheck;
using FsCheck.Fluent;
using Veil.Data.Domains;

namespace Veil.Data.Tests.Marginals;

/// <summary>A set of attributes is a set, whatever the order in which it is given.</summary>
public sealed class AttributeSetTests
{
    private static readonly Gen<int[]> s_indexes = Gen.Choose(0, 30).ListOf().Select(list => list.Distinct().ToArray());

    [Fact]
    public void The_order_of_the_indexes_does_not_matter() =>
        Prop.ForAll(s_indexes.ToArbitrary(), indexes =>
        {
            var (set, reversed) = (new AttributeSet(indexes), new AttributeSet(indexes.Reverse()));
            return set == reversed && set.Equals((object)reversed) && set.GetHashCode() == reversed.GetHashCode()
                && set.SequenceEqual(indexes.Order()) && set.Count == indexes.Length
                && Enumerable.Range(0, set.Count).All(at => set[at] == set.ElementAt(at));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Sets_are_equal_only_when_they_hold_the_same_indexes() =>
        Prop.ForAll(s_indexes.ToArbitrary(), s_indexes.ToArbitrary(), (a, b) =>
            (new AttributeSet(a) == new AttributeSet(b)) == a.ToHashSet().SetEquals(b)
            && (new AttributeSet(a) != new AttributeSet(b)) != a.ToHashSet().SetEquals(b)).QuickCheckThrowOnFailure();

    [Fact]
    public void The_set_that_nobody_filled_is_the_empty_set()
    {
        Assert.Equal(new AttributeSet(), default);
        Assert.Equal(new AttributeSet([]).GetHashCode(), default(AttributeSet).GetHashCode());
        Assert.Empty(default(AttributeSet));
        Assert.Equal(0, default(AttributeSet).Count);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public void Negative_and_repeated_indexes_are_refused(int index) =>
        Assert.Throws<ArgumentException>(() => new AttributeSet(2, index));
}
