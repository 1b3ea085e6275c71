using Veil.Data.Domains;

namespace Veil.Data.Marginals;

/// <summary>A source of marginals: an encoded table, a table in a database, a fitted model.</summary>
public interface IMarginalSource
{
    /// <summary>The attributes.</summary>
    Domain Domain { get; }

    /// <summary>The counts over a set of attributes.</summary>
    Marginal Project(AttributeSet attributes);
}
