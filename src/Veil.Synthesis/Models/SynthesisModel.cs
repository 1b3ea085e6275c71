using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Models;

/// <summary>
/// A fitted model: draws any number of synthetic rows and can be kept in a file. It holds public facts and noisy
/// measurements only, so both cost no privacy.
/// </summary>
public sealed class SynthesisModel
{
    // Rows are drawn in blocks of this size, so that memory does not grow with their number. Part of what a seed
    // means: changing it changes every sample.
    private const int BlockRows = 1 << 20;

    // Blocks are decoded to values in chunks of this size.
    private const int ChunkRows = 1 << 16;

    private readonly Lazy<IRecordSampler> _sampler;

    /// <summary>Makes a model of its contents.</summary>
    /// <param name="content">What it consists of.</param>
    /// <param name="method">The method that fitted it.</param>
    public SynthesisModel(ModelContent content, ISynthesizer method)
    {
        Content = content;
        _sampler = new Lazy<IRecordSampler>(() => method.CreateSampler(content));
    }

    /// <summary>What the model consists of.</summary>
    public ModelContent Content { get; }

    /// <summary>What was guaranteed.</summary>
    public PrivacyStatement Statement => Content.Statement;

    /// <summary>The number of rows to draw when nobody says how many: the declared or noisy number. Null when unknown.</summary>
    public long? DefaultRows => Content.Rows >= 1 ? (long)Math.Round(Content.Rows) : null;

    /// <summary>Reads a model from a stream that can seek.</summary>
    /// <exception cref="VeilException">It is not a model, is damaged, or was made by a newer version.</exception>
    public static SynthesisModel Load(Stream stream, string displayName)
    {
        var content = ModelFile.Read(stream, displayName);
        var method = SynthesizerCatalog.All.FirstOrDefault(method => method.Info.Name == content.Method) ?? throw new VeilException(
            FaultKind.BadInput,
            "model-method-unknown",
            $"'{displayName}' was made by a method that this version of Veil does not know{(content.Method.All(char.IsAsciiLetterOrDigit) ? $": {content.Method}" : "")}.",
            $"Use the version of Veil that made it, or a newer one; this one knows {string.Join(", ", SynthesizerCatalog.All.Select(known => known.Info.Name))}.");
        return new SynthesisModel(content, method);
    }

    /// <summary>Writes the model.</summary>
    public void Save(Stream stream) => ModelFile.Write(Content, stream);

    /// <summary>The schema of the rows that are drawn: columns that are dropped are absent, and every row is an entity of its own.</summary>
    public Schema OutputSchema => Content.Schema with
    {
        Columns = [.. Content.Schema.Columns.Where(column => column.Role.Value != ColumnRole.Drop)],
        Entity = null,
        MaxRowsPerEntity = 1,
    };

    /// <summary>Draws rows, a chunk at a time.</summary>
    /// <param name="rows">How many.</param>
    /// <param name="seed">The same model and seed give the same rows.</param>
    /// <param name="cancellationToken">Stops between chunks.</param>
    public IEnumerable<Table> Sample(long rows, ulong seed, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        return OneAhead(Chunks(rows, seed, cancellationToken));
    }

    // Rows are drawn and decoded while those before them are written.
    private static IEnumerable<Table> OneAhead(IEnumerable<Table> chunks)
    {
        using var source = chunks.GetEnumerator();
        Table? Advance() => source.MoveNext() ? source.Current : null;
        var next = Task.Run(Advance);
        try
        {
            while (next.GetAwaiter().GetResult() is { } chunk)
            {
                next = Task.Run(Advance);
                yield return chunk;
            }
        }
        finally
        {
            // Whoever stops early leaves one under way, whose outcome interests nobody.
            Task.WhenAny(next).GetAwaiter().GetResult();
        }
    }

    private IEnumerable<Table> Chunks(long rows, ulong seed, CancellationToken cancellationToken)
    {
        for (long start = 0; start < rows; start += BlockRows)
        {
            var random = new SamplingRandom(seed, (ulong)(start / BlockRows));
            var block = (int)Math.Min(BlockRows, rows - start);
            var cells = _sampler.Value.Sample(block, random, cancellationToken);
            for (var at = 0; at < block; at += ChunkRows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return Decode(cells, at, Math.Min(ChunkRows, block - at), start + at, random);
            }
        }
    }

    private Table Decode(ushort[][] cells, int at, int count, long firstRow, SamplingRandom random)
    {
        var columns = new List<Column>();
        foreach (var column in OutputSchema.Columns)
        {
            var index = Content.Domain.IndexOf(column.Name);
            columns.Add(index < 0
                ? Surrogates.Make(column, firstRow, count)
                : Content.Domain[index].Decode(cells[index].AsSpan(at, count), random.NextBelow));
        }

        return new Table(columns);
    }
}
