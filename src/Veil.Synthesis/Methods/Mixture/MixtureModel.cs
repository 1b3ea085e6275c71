using System.Runtime.InteropServices;
using Veil.Data.Domains;
using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Synthesis.Domains;
using Veil.Synthesis.Graphical;
using Veil.Synthesis.Models;
using Veil.Synthesis.Neural.Mixture;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Methods.Mixture;

/// <summary>
/// A kept mixture as a graphical model: the component is a node that no row shows, and every attribute depends on it alone.
/// Structural zeros connect attributes in addition.
/// </summary>
internal static class MixtureModel
{
    private const string Name = "shares";

    // The largest table of a model that draws rows, and of all together.
    private const double MostCells = 1 << 26;

    /// <summary>The stored form of a mixture.</summary>
    public static ModelTensor Tensor(ProductMixture mixture)
    {
        var shares = mixture.Shares();
        return new ModelTensor(
            Name, [mixture.Components, shares.Length / mixture.Components], ImmutableCollectionsMarshal.AsImmutableArray(shares));
    }

    /// <summary>Refuses a model from which rows could not be drawn.</summary>
    /// <exception cref="VeilException">Code <c>impossible-too-large</c>.</exception>
    public static void RefuseTooLarge(Schema schema, Domain domain, int components)
    {
        int[] sizes = [.. domain.Attributes.Select(attribute => attribute.Size), components];
        if (Elimination.Cells(sizes, [.. Sets(domain), .. StructuralZeros.Of(schema, domain).Keys]) > MostCells)
        {
            throw new VeilException(
                FaultKind.BadInput,
                "impossible-too-large",
                "The combinations that are declared impossible tie too many columns together.",
                "Declare fewer, or over fewer columns.");
        }
    }

    /// <summary>A sampler from a kept mixture.</summary>
    /// <exception cref="VeilException">The model is not what the method makes.</exception>
    public static IRecordSampler Sampler(ModelContent model)
    {
        var domain = model.Domain;
        var cells = domain.Attributes.Sum(attribute => attribute.Size);
        if (model.Tensors is not [{ Name: Name, Shape: [var components, var width] } tensor] || components < 1 || width != cells
            || tensor.Values.Length != (long)components * cells || tensor.Values.Any(share => !(share >= 0 && share <= 2)))
        {
            throw DamagedModel.Fault();
        }

        if (domain.Count == 0)
        {
            return new IndependentSampler([]);
        }

        var zeros = StructuralZeros.Of(model.Schema, domain);
        var logs = new List<double[]>();
        var start = 0;
        foreach (var attribute in domain.Attributes)
        {
            var table = new double[attribute.Size * components];
            for (var cell = 0; cell < attribute.Size; cell++)
            {
                for (var component = 0; component < components; component++)
                {
                    table[(cell * components) + component] = Math.Log(tensor.Values[(component * cells) + start + cell]);
                }
            }

            logs.Add(table);
            start += attribute.Size;
        }

        var joint = GraphicalModel.Of(
            [.. domain.Attributes.Select(attribute => attribute.Size), components],
            [.. Sets(domain), .. zeros.Keys],
            [.. logs, .. zeros.Values],
            Math.Max(1, model.Rows));
        return joint.Beliefs.Any(belief => belief.Any(double.IsNaN)) ? throw DamagedModel.Fault() : joint.Sampler(domain.Count);
    }

    // Each attribute with the component.
    private static IEnumerable<AttributeSet> Sets(Domain domain) =>
        Enumerable.Range(0, domain.Count).Select(attribute => new AttributeSet(attribute, domain.Count));
}
