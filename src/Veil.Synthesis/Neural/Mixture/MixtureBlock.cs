using System.Numerics.Tensors;
using Veil.Data.Domains;

namespace Veil.Synthesis.Neural.Mixture;

/// <summary>
/// Some of the components of a mixture: the part of one thread. For every cell of every attribute it has the shares in its
/// components side by side, so that all operations on them are vectorised.
/// </summary>
internal sealed class MixtureBlock
{
    private readonly int[] _sizes;
    private readonly int[] _starts;
    private readonly int _components;
    private readonly float[] _logits;
    private readonly float[] _shares;
    private readonly float[] _gradient;
    private readonly float[] _row;
    private readonly Adam _adam;

    /// <summary>Makes a block.</summary>
    /// <param name="sizes">The number of cells of each attribute.</param>
    /// <param name="logits">For each cell, attribute by attribute, a logit in each component.</param>
    /// <param name="components">The number of components.</param>
    /// <param name="rate">Learning rate.</param>
    public MixtureBlock(int[] sizes, float[] logits, int components, float rate)
    {
        _sizes = sizes;
        _components = components;
        _logits = logits;
        _shares = new float[logits.Length];
        _gradient = new float[logits.Length];
        _row = new float[components];
        _starts = new int[sizes.Length];
        for (var i = 1; i < sizes.Length; i++)
        {
            _starts[i] = _starts[i - 1] + sizes[i - 1];
        }

        _adam = new Adam(logits.Length, rate);
        Normalise();
    }

    /// <summary>The number of components.</summary>
    public int Components => _components;

    /// <summary>For each cell its share in each component; those of an attribute sum to 1 in each.</summary>
    public ReadOnlySpan<float> Shares => _shares;

    /// <summary>The sums over the components of the marginals over one or two attributes.</summary>
    /// <param name="set">The attributes.</param>
    /// <param name="sums">Row-major, overwritten.</param>
    public void Marginal(AttributeSet set, Span<float> sums)
    {
        if (set.Count == 1)
        {
            for (var cell = 0; cell < sums.Length; cell++)
            {
                sums[cell] = TensorPrimitives.Sum(Of(_shares, set[0]).Slice(cell * _components, _components));
            }

            return;
        }

        var (left, right) = (set[0], set[1]);
        Gemm.Multiply(false, true, _sizes[left], _sizes[right], _components, Of(_shares, left),
            _components, Of(_shares, right), _components, 0, sums, _sizes[right]);
    }

    /// <summary>Sets the gradient to zero.</summary>
    public void ClearGradient() => Array.Clear(_gradient);

    /// <summary>Adds to the gradient the part that follows from the slope of a loss in a marginal.</summary>
    /// <param name="set">One or two attributes.</param>
    /// <param name="slopes">The derivative of the loss by each cell of the sums of <see cref="Marginal"/>.</param>
    public void AddGradient(AttributeSet set, ReadOnlySpan<float> slopes)
    {
        if (set.Count == 1)
        {
            for (var cell = 0; cell < slopes.Length; cell++)
            {
                var row = Of(_gradient, set[0]).Slice(cell * _components, _components);
                TensorPrimitives.Add(row, slopes[cell], row);
            }

            return;
        }

        var (left, right) = (set[0], set[1]);
        Gemm.Multiply(false, false, _sizes[left], _components, _sizes[right], slopes,
            _sizes[right], Of(_shares, right), _components, 1, Of(_gradient, left), _components);
        Gemm.Multiply(true, false, _sizes[right], _components, _sizes[left], slopes,
            _sizes[right], Of(_shares, left), _components, 1, Of(_gradient, right), _components);
    }

    /// <summary>Takes a step against the gradient.</summary>
    public void Step()
    {
        _adam.Step(_logits, GradientByLogits());
        Normalise();
    }

    /// <summary>Turns the gradient by shares, which is lost, into that by logits.</summary>
    public ReadOnlySpan<float> GradientByLogits()
    {
        for (var attribute = 0; attribute < _sizes.Length; attribute++)
        {
            // The softmax: dL/dlogit = share (dL/dshare - the mean of that over the attribute's cells).
            var shares = Of(_shares, attribute);
            var gradient = Of(_gradient, attribute);
            TensorPrimitives.Multiply(shares, gradient, gradient);
            SumRows(gradient);
            TensorPrimitives.Negate(_row, _row);
            for (var at = 0; at < gradient.Length; at += _components)
            {
                var row = gradient.Slice(at, _components);
                TensorPrimitives.MultiplyAdd(shares.Slice(at, _components), _row, row, row);
            }
        }

        return _gradient;
    }

    private void Normalise()
    {
        for (var attribute = 0; attribute < _sizes.Length; attribute++)
        {
            var logits = Of(_logits, attribute);
            var shares = Of(_shares, attribute);
            logits[.._components].CopyTo(_row);
            for (var at = _components; at < logits.Length; at += _components)
            {
                TensorPrimitives.Max(_row, logits.Slice(at, _components), _row);
            }

            for (var at = 0; at < logits.Length; at += _components)
            {
                var row = shares.Slice(at, _components);
                TensorPrimitives.Subtract(logits.Slice(at, _components), _row, row);
                TensorPrimitives.Exp(row, row);
            }

            SumRows(shares);
            TensorPrimitives.Divide(1, _row, _row);
            for (var at = 0; at < logits.Length; at += _components)
            {
                var row = shares.Slice(at, _components);
                TensorPrimitives.Multiply(row, _row, row);
            }
        }
    }

    // Into the row at hand.
    private void SumRows(ReadOnlySpan<float> rows)
    {
        Array.Clear(_row);
        for (var at = 0; at < rows.Length; at += _components)
        {
            TensorPrimitives.Add(_row, rows.Slice(at, _components), _row);
        }
    }

    private Span<float> Of(float[] all, int attribute) =>
        all.AsSpan(_starts[attribute] * _components, _sizes[attribute] * _components);
}
