using System.Numerics;
using System.Runtime.InteropServices;

namespace Veil.Synthesis.Neural.Adversarial;

/// <summary>The six inner products of three vectors.</summary>
internal readonly record struct Gram(double AA, double BB, double CC, double AB, double AC, double BC)
{
    /// <summary>Computes them in one pass.</summary>
    public static Gram Of(ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> c)
    {
        var va = MemoryMarshal.Cast<float, Vector<float>>(a);
        var vb = MemoryMarshal.Cast<float, Vector<float>>(b);
        var vc = MemoryMarshal.Cast<float, Vector<float>>(c);
        Vector<float> aa = default, bb = default, cc = default, ab = default, ac = default, bc = default;
        for (var i = 0; i < va.Length; i++)
        {
            aa = Vector.FusedMultiplyAdd(va[i], va[i], aa);
            bb = Vector.FusedMultiplyAdd(vb[i], vb[i], bb);
            cc = Vector.FusedMultiplyAdd(vc[i], vc[i], cc);
            ab = Vector.FusedMultiplyAdd(va[i], vb[i], ab);
            ac = Vector.FusedMultiplyAdd(va[i], vc[i], ac);
            bc = Vector.FusedMultiplyAdd(vb[i], vc[i], bc);
        }

        var sum = new Gram(Vector.Sum(aa), Vector.Sum(bb), Vector.Sum(cc), Vector.Sum(ab), Vector.Sum(ac), Vector.Sum(bc));
        for (var i = va.Length * Vector<float>.Count; i < a.Length; i++)
        {
            double x = a[i], y = b[i], z = c[i];
            sum = new Gram(sum.AA + (x * x), sum.BB + (y * y), sum.CC + (z * z), sum.AB + (x * y), sum.AC + (x * z), sum.BC + (y * z));
        }

        return sum;
    }
}
