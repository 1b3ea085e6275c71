using System.Collections.Immutable;
using System.Numerics.Tensors;
using Veil.Data.Domains;
using Veil.Data.Errors;
using Veil.Synthesis.Models;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Neural.Tabular;

/// <summary>
/// Encodes records for a network and decodes them. A row has the numbers of all attributes that have one first, then the
/// one-hot modes of every attribute, in the order of the domain.
/// </summary>
/// <remarks>
/// Fitted to nothing but a weight for each cell, so that it is as private as those weights are. A record is a sparse row: one
/// active column per attribute, and few numbers.
/// </remarks>
internal sealed class TabularTransformer
{
    /// <summary>
    /// Numeric attributes of at most this many cells are encoded like categories, unless something else is requested.
    /// </summary>
    public const int MostCategories = 20;

    private const string ModesPrefix = "modes/";
    private const string CellsPrefix = "cells/";

    private readonly Domain _domain;
    private readonly AttributeEncoding[] _encodings;

    private TabularTransformer(Domain domain, AttributeEncoding[] encodings)
    {
        (_domain, _encodings) = (domain, encodings);
        Scalars = encodings.Count(encoding => encoding.HasScalar);
        var spans = ImmutableArray.CreateBuilder<TabularSpan>(encodings.Length);
        var (scalar, offset) = (0, Scalars);
        foreach (var encoding in encodings)
        {
            spans.Add(new TabularSpan(encoding.HasScalar ? scalar++ : -1, offset, encoding.Modes, encoding is CategoryEncoding));
            offset += encoding.Modes;
        }

        Spans = spans.MoveToImmutable();
        Width = offset;
    }

    /// <summary>The place of each attribute, in the order of the domain.</summary>
    public ImmutableArray<TabularSpan> Spans { get; }

    /// <summary>The number of numbers: the first columns of a row.</summary>
    public int Scalars { get; }

    /// <summary>The number of columns of a row.</summary>
    public int Width { get; }

    /// <summary>Fits the encodings of a domain.</summary>
    /// <param name="domain">The attributes.</param>
    /// <param name="weights">For each attribute a weight for each cell, none negative: counts, exact or noisy.</param>
    /// <param name="mostCategories">Numeric attributes of at most this many cells are encoded like categories.</param>
    public static TabularTransformer Fit(Domain domain, IReadOnlyList<double[]> weights, int mostCategories = MostCategories) =>
        new(
            domain,
            [.. domain.Attributes.AsParallel().AsOrdered().Select((attribute, i) => Encoding(attribute, weights[i], mostCategories))]);

    /// <summary>The transformer that a model was fitted with.</summary>
    /// <exception cref="VeilException">The model lacks an encoding, or it does not fit the domain.</exception>
    public static TabularTransformer Read(Domain domain, IReadOnlyList<ModelTensor> tensors)
    {
        var encodings = new AttributeEncoding[domain.Count];
        for (var i = 0; i < encodings.Length; i++)
        {
            var attribute = domain[i];
            encodings[i] = (Find(ModesPrefix), Find(CellsPrefix), attribute) switch
            {
                ({ } modes, null, NumericAttribute numeric) => NumericEncoding.Of(numeric, modes.Values),
                (null, { } cells, _) => CategoryEncoding.Of(cells.Values, attribute.Size),
                _ => (AttributeEncoding?)null,
            } ?? throw Damaged(attribute);
            ModelTensor? Find(string prefix) => tensors.FirstOrDefault(tensor => tensor.Name == prefix + attribute.Name);
        }

        return new TabularTransformer(domain, encodings);
    }

    /// <summary>The tensors from which the transformer can be rebuilt.</summary>
    public IEnumerable<ModelTensor> ToTensors() => _encodings.Select((encoding, i) =>
        encoding.ToTensor((encoding is NumericEncoding ? ModesPrefix : CellsPrefix) + _domain[i].Name));

    /// <summary>Encodes a record.</summary>
    /// <param name="cells">A cell of each attribute.</param>
    /// <param name="random">Draws among the modes that a number may belong to.</param>
    /// <param name="active">Gets the active column of each attribute.</param>
    /// <param name="scalars">Gets the first columns of the row.</param>
    public void Encode(ReadOnlySpan<ushort> cells, SamplingRandom random, Span<int> active, Span<float> scalars)
    {
        for (var i = 0; i < _encodings.Length; i++)
        {
            var (mode, scalar) = _encodings[i].Encode(cells[i], random);
            active[i] = Spans[i].Offset + mode;
            if (Spans[i].Scalar >= 0)
            {
                scalars[Spans[i].Scalar] = scalar;
            }
        }
    }

    /// <summary>The record that a row of outputs is nearest to: of each attribute the mode of the largest output.</summary>
    /// <param name="row">The outputs, one per column.</param>
    /// <param name="cells">Gets a cell of each attribute.</param>
    public void Decode(ReadOnlySpan<float> row, Span<ushort> cells)
    {
        for (var i = 0; i < _encodings.Length; i++)
        {
            var span = Spans[i];
            var mode = TensorPrimitives.IndexOfMax(row.Slice(span.Offset, span.Width));
            cells[i] = (ushort)_encodings[i].Decode(mode, span.Scalar < 0 ? 0 : row[span.Scalar]);
        }
    }

    /// <summary>The column that a cell of a category has, or -1 when it shares another's.</summary>
    public int ColumnOf(int attribute, int cell) =>
        _encodings[attribute] is CategoryEncoding category && category.ModeOf(cell) is >= 0 and var mode
            ? Spans[attribute].Offset + mode : -1;

    private static AttributeEncoding Encoding(Attribute attribute, double[] weights, int mostCategories) =>
        attribute is NumericAttribute numeric && attribute.Size > mostCategories
            ? NumericEncoding.Fit(numeric, weights) : CategoryEncoding.Fit(weights);

    private static VeilException Damaged(Attribute attribute) => new(
        FaultKind.BadInput,
        "model-damaged",
        $"The model lacks the encoding of column '{attribute.Name}', or has one that does not fit it.",
        "Copy the file again from where it was made, or train the model again.");
}
