namespace Veil.Privacy.Accounting;

/// <summary>Arithmetic on doubles that rounds one way: a loss is never understated and a budget never overstated.</summary>
/// <remarks>
/// Reference: the error of a sum is found by Knuth's TwoSum and that of a product or quotient by a fused multiply-add; a
/// result on the wrong side of the exact value moves by one unit in the last place. For normal, finite operands and results.
/// </remarks>
internal static class DirectedRounding
{
    /// <summary><c>a - b</c>, rounded down.</summary>
    public static double SubtractDown(double a, double b)
    {
        var difference = a - b;
        var part = difference - a;
        var error = a - (difference - part) + (-b - part);
        return error < 0 ? Math.BitDecrement(difference) : difference;
    }

    /// <summary><c>a + b</c>, rounded up.</summary>
    public static double AddUp(double a, double b) => -SubtractDown(-a, b);

    /// <summary><c>a + b</c>, rounded down.</summary>
    public static double AddDown(double a, double b) => SubtractDown(a, -b);

    /// <summary><c>a * b</c>, rounded up.</summary>
    public static double MultiplyUp(double a, double b)
    {
        var product = a * b;
        return Math.FusedMultiplyAdd(a, b, -product) > 0 || !double.IsNormal(product)
            ? Math.BitIncrement(product)
            : product;
    }

    /// <summary><c>a * b</c>, rounded down.</summary>
    public static double MultiplyDown(double a, double b) => -MultiplyUp(-a, b);

    /// <summary><c>a / b</c> for positive b, rounded up.</summary>
    public static double DivideUp(double a, double b)
    {
        var quotient = a / b;
        return Math.FusedMultiplyAdd(-quotient, b, a) > 0 || !double.IsNormal(quotient)
            ? Math.BitIncrement(quotient)
            : quotient;
    }

    /// <summary><c>a / b</c> for positive b, rounded down.</summary>
    public static double DivideDown(double a, double b) => -DivideUp(-a, b);
}
