using Veil.Data.Domains;

namespace Veil.Privacy.Mechanisms;

/// <summary>The counts over some attributes, with noise in every cell, empty ones included.</summary>
internal static class MarginalMeasurement
{
    /// <summary>Charges, counts and releases.</summary>
    public static NoisyMarginal Measure(MechanismContext context, Attribute[] attributes, double cost)
    {
        var domain = new Domain(attributes);
        if (domain.SizeOf(new AttributeSet(Enumerable.Range(0, attributes.Length))) > Array.MaxLength)
        {
            throw new ArgumentException("The attributes have more cells together than an array holds.", nameof(attributes));
        }

        context.Require(attributes);
        var purpose = $"counts of {string.Join(" x ", attributes.Select(attribute => $"'{attribute.Name}'"))}";
        var paid = context.Charge(cost, context.L1, context.L2, purpose);
        var counts = Array.ConvertAll(context.Counts.Marginal(attributes), count => (long)count);
        paid.Release(counts, context.Answers);
        return new NoisyMarginal(
            [.. attributes.Select(attribute => attribute.Name)], [.. counts], paid.Noise.Kind, paid.Noise.StandardDeviation);
    }
}
