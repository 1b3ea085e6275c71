using System.Collections.Immutable;
using Veil.Data.Domains;

namespace Veil.Synthesis.Graphical;

/// <summary>
/// Ties views of attributes to the attributes in a graphical model: a view is a node of its own whose value follows from
/// the next finer one. Relations of coarse views then make small cliques.
/// </summary>
internal static class ViewLinks
{
    /// <summary>Factors that are zero where a view contradicts the attribute or view of which it is a view.</summary>
    /// <param name="sizes">The number of cells of each attribute.</param>
    /// <param name="views">For each view, finer ones first, its node, its attribute and the view's cell of each of the
    /// attribute's cells.</param>
    public static IEnumerable<(AttributeSet Set, double[] Logs)> Of(
        IReadOnlyList<int> sizes, IEnumerable<(int Node, int Attribute, ImmutableArray<int> Groups)> views)
    {
        var finer = new Dictionary<int, (int Node, ImmutableArray<int> Groups)>();
        foreach (var (node, attribute, groups) in views)
        {
            var (from, known) = finer.GetValueOrDefault(attribute, (attribute, [.. Enumerable.Range(0, sizes[attribute])]));
            var size = groups.Max() + 1;
            var logs = new double[(known.Max() + 1) * size];
            Array.Fill(logs, double.NegativeInfinity);
            for (var cell = 0; cell < groups.Length; cell++)
            {
                logs[(known[cell] * size) + groups[cell]] = 0;
            }

            // Views are numbered after attributes and after finer views: the axes are in order.
            yield return (new AttributeSet(from, node), logs);
            finer[attribute] = (node, groups);
        }
    }
}
