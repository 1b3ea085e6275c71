using System.Collections.Immutable;
using Veil.Data.Domains;
using Veil.Data.Errors;
using Veil.Data.Schemas;

namespace Veil.Synthesis.Conditions;

/// <summary>A condition that all drawn rows satisfy: for some columns the values that are allowed.</summary>
public sealed class Condition
{
    private readonly ImmutableDictionary<string, ValueSet> _allowed;

    private Condition(ImmutableArray<string> expressions, ImmutableDictionary<string, ValueSet> allowed)
    {
        Expressions = expressions;
        _allowed = allowed;
    }

    /// <summary>The requested conditions, as they were written.</summary>
    public ImmutableArray<string> Expressions { get; }

    /// <summary>Reads expressions that must all hold, such as <c>age >= 65</c> or <c>sex = Female</c>.</summary>
    /// <param name="expressions">The expressions; see <see cref="ConditionText"/>.</param>
    /// <param name="schema">The columns.</param>
    /// <param name="domain">The attributes of those that are modelled.</param>
    /// <exception cref="VeilException">An expression cannot be understood.</exception>
    public static Condition Parse(IEnumerable<string> expressions, Schema schema, Domain domain)
    {
        var texts = ImmutableArray.CreateBuilder<string>();
        var allowed = ImmutableDictionary.CreateBuilder<string, ValueSet>(StringComparer.Ordinal);
        foreach (var text in expressions)
        {
            var read = ConditionText.Read(text, [.. schema.Columns.Select(column => column.Name)]);
            var attribute = Attribute(read.Column, schema, domain);
            var values = Values(read, attribute);
            allowed[read.Column] = allowed.TryGetValue(read.Column, out var others) ? others.Intersect(values) : values;
            texts.Add(text.Trim());
        }

        return new Condition(texts.ToImmutable(), allowed.ToImmutable());
    }

    /// <summary>
    /// The attributes of a domain with the values that are left of each, and the part of each cell that is left; null for all
    /// of it.
    /// </summary>
    public (Domain Domain, double[]?[] Evidence) Narrow(Domain domain)
    {
        var narrowed = domain.Attributes
            .Select(attribute => _allowed.TryGetValue(attribute.Name, out var values) ? attribute.Narrow(values) : null)
            .ToList();
        return (
            new Domain(domain.Attributes.Select((attribute, i) => narrowed[i]?.Attribute ?? attribute)),
            [.. narrowed.Select(attribute => attribute?.Shares)]);
    }

    private static Data.Domains.Attribute Attribute(string name, Schema schema, Domain domain)
    {
        if (domain.IndexOf(name) is >= 0 and var index)
        {
            return domain[index];
        }

        throw new VeilException(
            FaultKind.Usage,
            "where-not-modelled",
            $"Column '{name}' is not modelled ("
                + (schema.Find(name)!.Role.Value == ColumnRole.Drop ? "it is dropped" : "its values are made up")
                + "), so no condition can be put on it.",
            $"Put conditions on {string.Join(", ", domain.Attributes.Take(10).Select(attribute => attribute.Name))}"
                + $"{(domain.Count > 10 ? ", …" : "")}.");
    }

    private static ValueSet Values(ConditionText read, Data.Domains.Attribute attribute) => read.Relation switch
    {
        Relation.Missing => ValueSelection.Missing,
        Relation.Known => ValueSelection.Known(attribute),
        Relation.In =>
            read.Values.Select(value => ValueSelection.Select(attribute, Comparison.Equal, value)).Aggregate((all, one) => all.Union(one)),
        Relation.NotIn => read.Values.Select(value => ValueSelection.Select(attribute, Comparison.NotEqual, value))
            .Aggregate((all, one) => all.Intersect(one)),
        _ => ValueSelection.Select(attribute, read.Comparison, read.Values[0]),
    };
}
