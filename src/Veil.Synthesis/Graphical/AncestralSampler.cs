using Veil.Data.Errors;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Graphical;

/// <summary>
/// Draws records from tables over families of attributes that need not agree with each other: the new attributes of a family
/// are drawn given those that it shares with the families before.
/// </summary>
/// <remarks>Cost: a pass over the rows and one over the family for each attribute.</remarks>
internal sealed class AncestralSampler : IRecordSampler
{
    private readonly List<DrawingStep> _steps = [];
    private readonly int _attributes;

    /// <summary>Makes a sampler.</summary>
    /// <param name="sizes">The number of values of each attribute.</param>
    /// <param name="families">Attributes of each family, in increasing order.</param>
    /// <param name="tables">A table over each; not negative.</param>
    public AncestralSampler(int[] sizes, IReadOnlyList<int[]> families, IReadOnlyList<double[]> tables)
    {
        _attributes = sizes.Length;
        var isKnown = new bool[sizes.Length];
        for (var i = 0; i < families.Count; i++)
        {
            foreach (var attribute in families[i].Where(attribute => !isKnown[attribute]).ToArray())
            {
                int[] given = [.. families[i].Where(other => isKnown[other])];
                var table = TreeSampler.Table(sizes, families[i], tables[i], [.. given, attribute]);
                _steps.Add(new DrawingStep(attribute, given, given, sizes, table) { Parts = 1 });
                isKnown[attribute] = true;
            }
        }
    }

    /// <inheritdoc/>
    public ushort[][] Sample(int rows, SamplingRandom random, CancellationToken cancellationToken)
    {
        var draw = new SamplingState(_attributes, rows);
        foreach (var step in _steps)
        {
            cancellationToken.ThrowIfCancellationRequested();
            step.Run(draw, random.Stream(step.Attribute));
        }

        return draw.Columns;
    }

    /// <inheritdoc/>
    /// <exception cref="VeilException">Code <c>where-not-for-method</c>: the tables have no one joint distribution to
    /// condition.</exception>
    public ConditionalSampler Given(IReadOnlyList<double[]?> evidence, CancellationToken cancellationToken) => throw new VeilException(
        FaultKind.Usage,
        "where-not-for-method",
        "The tables of this model do not agree with each other, so that no condition can be put on its rows.",
        "Draw rows without a condition and choose among them, or train without ‹variant›.");
}
