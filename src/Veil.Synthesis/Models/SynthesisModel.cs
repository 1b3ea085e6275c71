using Veil.Data.Domains;
using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Synthesis.Conditions;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Models;

/// <summary>
/// A fitted model: draws any number of synthetic rows and can be kept in a file. It holds public facts and noisy
/// measurements only, so both cost no privacy.
/// </summary>
public sealed class SynthesisModel
{
    private readonly Lazy<IRecordSampler> _sampler;

    /// <summary>Makes a model of its contents.</summary>
    /// <param name="content">The content.</param>
    /// <param name="method">The method that fitted it.</param>
    public SynthesisModel(ModelContent content, ISamplerSource method)
    {
        Content = content;
        _sampler = new Lazy<IRecordSampler>(() => method.CreateSampler(content));
    }

    /// <summary>The content of the model.</summary>
    public ModelContent Content { get; }

    /// <summary>Maps records to points, of methods that learn such a map; else null.</summary>
    public IRecordEncoder? Encoder => _sampler.Value as IRecordEncoder;

    /// <summary>The privacy statement of the model.</summary>
    public PrivacyStatement Statement => Content.Statement;

    /// <summary>The number of rows to draw by default: the declared or noisy number. Null when unknown.</summary>
    public long? DefaultRows => Content.Rows >= 1 ? (long)Math.Round(Content.Rows) : null;

    /// <summary>Writes the model.</summary>
    public void Save(Stream stream) => Save(Content, stream);

    /// <summary>Writes the content of a model.</summary>
    public static void Save(ModelContent content, Stream stream) => ModelFile.Write(content, stream);

    /// <summary>
    /// The schema of the rows that are drawn: columns that are dropped are absent, and every row is an entity of its own.
    /// </summary>
    public Schema OutputSchema => Content.Schema with
    {
        Columns = [.. Content.Schema.Columns.Where(column => column.Role.Value != ColumnRole.Drop)],
        Entity = null,
        MaxRowsPerEntity = 1,
    };

    /// <summary>Draws rows, a chunk at a time.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="seed">The same model and seed give the same rows.</param>
    /// <param name="cancellationToken">Stops between chunks.</param>
    public IEnumerable<Table> Sample(long rows, ulong seed, CancellationToken cancellationToken = default) =>
        Whole().Sample(rows, seed, cancellationToken);

    /// <summary>
    /// The marginal of the distribution that rows are drawn from, with any positive total; null when it is not known exactly.
    /// </summary>
    internal double[]? Marginal(AttributeSet set) => (_sampler.Value as IModelMarginals)?.Marginal(set);

    /// <summary>The rows of the model for which a condition holds: its exact conditional distribution, not a choice of rows.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="cancellationToken">Stops a search for such rows, of models that know no formula for them.</param>
    /// <exception cref="VeilException">The model holds no such row.</exception>
    public RowSource Given(Condition condition, CancellationToken cancellationToken = default)
    {
        if (condition.Expressions.IsEmpty)
        {
            return Whole();
        }

        var (domain, evidence) = condition.Narrow(Content.Domain);
        var (sampler, probability) = _sampler.Value.Given(evidence, cancellationToken);
        return probability > 0 ? new RowSource(OutputSchema, domain, sampler, probability) : throw new VeilException(
            FaultKind.Usage,
            "where-impossible",
            $"The model holds no row with {string.Join(" and ", condition.Expressions)}.",
            "Widen the condition: a wider range, more values, or one part less.");
    }

    private RowSource Whole() => new(OutputSchema, Content.Domain, _sampler.Value, 1);
}
