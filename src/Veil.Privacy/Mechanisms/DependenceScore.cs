using System.Collections.Immutable;

namespace Veil.Privacy.Mechanisms;

/// <summary>The score of the dependence of a column on others: the scores of PrivBayes.</summary>
public enum DependenceScore
{
    /// <summary>Mutual information. Only where the number of rows is public.</summary>
    MutualInformation,

    /// <summary>Minus the distance from the nearest distribution of greatest mutual information; for a column of two cells.</summary>
    F,

    /// <summary>Total variation distance from independence.</summary>
    R,
}

/// <summary>A column and others that it might depend on.</summary>
/// <param name="Child">The column.</param>
/// <param name="Parents">The others; none is a column that depends on nothing.</param>
public sealed record DependenceCandidate(Attribute Child, ImmutableArray<Attribute> Parents)
{
    /// <summary>The columns that it might depend on; a copy of what was given.</summary>
    public ImmutableArray<Attribute> Parents { get; init => field = Copied.Of(value); } = Copied.Of(Parents);
}
