using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Veil.Synthesis.Models;

namespace Veil.Workflows.Training;

/// <summary>
/// The training that a model comes from: a name drawn when the training begins, kept in its checkpoints, and how often the
/// training was resumed. Two models of one name were finished from copies of one checkpoint, and their costs add.
/// </summary>
/// <param name="Id">128 random bits in hexadecimal digits; null in a checkpoint of a version that drew none.</param>
/// <param name="ResumedAfter">The steps that were done each time it was resumed.</param>
internal sealed record TrainingRun(string? Id, ImmutableArray<int> ResumedAfter)
{
    private const int Bytes = 16;

    /// <summary>
    /// A training that begins. Its name reveals nothing about the rows: it is drawn independently of them, and of the
    /// noise.
    /// </summary>
    /// <param name="request">The request: where the noise can be repeated, so can the name.</param>
    public static TrainingRun Begin(PrivacyRequest request)
    {
        var name = request.NoiseSeed is { } seed ? OfSeed(seed) : RandomNumberGenerator.GetBytes(Bytes);
        return new TrainingRun(Convert.ToHexStringLower(name), []);
    }

    /// <summary>The training of a checkpoint, resumed.</summary>
    public static TrainingRun Resume(ModelContent kept) =>
        new(kept.Statement.RunId, kept.Statement.ResumedAfterSteps.Add(kept.Training?.Step ?? 0));

    /// <summary>A model with the name of the training in its statement.</summary>
    public ModelContent Named(ModelContent content) => content with
    {
        Statement = content.Statement with { RunId = Id, ResumedAfterSteps = ResumedAfter },
    };

    private static byte[] OfSeed(ulong seed)
    {
        var text = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(text, seed);
        return SHA256.HashData([.. "veil run"u8, .. text])[..Bytes];
    }
}
