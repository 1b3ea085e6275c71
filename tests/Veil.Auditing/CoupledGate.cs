using Veil.Data.Tables;
using Veil.Privacy.Noise;

namespace Veil.Auditing;

/// <summary>A gate whose draws for rows are coupled, and which says that it is a release's.</summary>
internal abstract class CoupledGate(CoupledDraws draws, ulong seed) : AnswerGate(new SeededRandomSource(seed))
{
    private const ulong ForParts = 1UL << 62;
    private const ulong ForCuts = 1UL << 61;

    private ulong _samples;
    private ulong _seeds;

    /// <summary>Keeps calls of several threads apart.</summary>
    protected Lock Gate { get; } = new();

    /// <summary>The draws.</summary>
    protected CoupledDraws Draws { get; } = draws;

    /// <inheritdoc/>
    public override bool IsSecure => true;

    /// <inheritdoc/>
    public override AnswerGate Fork() => this;

    /// <inheritdoc/>
    public override ulong Seed() => CoupledDraws.Mix(seed + ++_seeds);

    /// <inheritdoc/>
    public override RandomSource[] NoiseSources(int count) =>
        [.. Enumerable.Range(1, count).Select(i => new SeededRandomSource(CoupledDraws.Mix((ulong)i)))];

    /// <inheritdoc/>
    public override ulong Reservoir(LabelPool entities, int entity, int at) =>
        CoupledDraws.Below(Draws.Of(entities.Utf8(entity), (ulong)at), (ulong)at + 1);

    /// <inheritdoc/>
    public override int Part(IDrawnRows rows, int unit, int parts) =>
        (int)CoupledDraws.Below(Draws.OfUnit(rows, unit, ForParts), (ulong)parts);

    /// <inheritdoc/>
    public override void Sample(IDrawnRows rows, double rate, List<int> sample)
    {
        _samples++;
        for (var unit = 0; unit < rows.UnitCount; unit++)
        {
            // A unit that this table alone has is taken into every sample, where it can do most.
            if (Draws.IsAlone(rows, unit) || Draws.OfUnit(rows, unit, _samples) < rate * ulong.MaxValue)
                rows.AddRowsOf(unit, sample);
        }
    }

    /// <inheritdoc/>
    public override bool GoesFirst(IDrawnRows rows, int row, int cuts) =>
        (Draws.OfRow(rows, row, ForCuts ^ (_samples << 8) ^ (ulong)cuts) & 1) == 0;

    /// <summary>The bytes of the labels of some codes.</summary>
    protected static string[] Texts(LabelPool labels, ReadOnlySpan<int> codes)
    {
        var texts = new string[codes.Length];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = Convert.ToHexString(labels.Utf8(codes[i]));
        return texts;
    }
}
