using System.Collections.Immutable;
using Veil.Synthesis.Neural.Tabular;

namespace Veil.Synthesis.Neural.Adversarial;

/// <summary>
/// The one-hot vector that says which category of which attribute a generator is to produce: the modes of all categories, one
/// after the other.
/// </summary>
internal sealed class ConditionLayout
{
    private readonly int[] _spanOf;
    private readonly int[] _columns;

    /// <summary>Makes the layout.</summary>
    /// <param name="spans">The attributes; those that are categories can be conditioned on.</param>
    public ConditionLayout(ImmutableArray<TabularSpan> spans)
    {
        Spans = [.. spans.Where(span => span.IsCategory)];
        Attributes = [.. Enumerable.Range(0, spans.Length).Where(i => spans[i].IsCategory)];
        _spanOf = [.. Spans.SelectMany((span, i) => Enumerable.Repeat(i, span.Width))];
        _columns = [.. Spans.SelectMany(span => Enumerable.Range(span.Offset, span.Width))];
        Offsets = [.. Spans.Select((_, i) => Array.IndexOf(_spanOf, i))];
    }

    /// <summary>The number of conditions.</summary>
    public int Count => _columns.Length;

    /// <summary>The attributes that can be conditioned on.</summary>
    public ImmutableArray<TabularSpan> Spans { get; }

    /// <summary>The index of each of them in the domain.</summary>
    public ImmutableArray<int> Attributes { get; }

    /// <summary>The first condition of each of them.</summary>
    public ImmutableArray<int> Offsets { get; }

    /// <summary>The column of a row that is 1 where a condition holds.</summary>
    public int ColumnOf(int condition) => _columns[condition];

    /// <summary>The attribute of a condition.</summary>
    public TabularSpan SpanOf(int condition) => Spans[_spanOf[condition]];
}
