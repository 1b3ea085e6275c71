using Veil.Data.Domains;
using Veil.Data.Schemas;
using Veil.Privacy;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Models;

namespace Veil.Synthesis.Domains;

/// <summary>A fit of a method through a private table: its inputs, the learning of the domain, and the resulting model.</summary>
internal sealed class FitSession
{
    private readonly ISynthesizer _method;

    /// <summary>Begins a fit.</summary>
    /// <param name="method">The method.</param>
    /// <param name="schema">The schema of the table.</param>
    /// <param name="table">The private table.</param>
    /// <param name="options">The facts that the fit may assume.</param>
    /// <param name="progress">Receives the progress.</param>
    /// <param name="cancellationToken">Stops the fit; what was charged stays charged.</param>
    public FitSession(
        ISynthesizer method, Schema schema, PrivateTable? table, FitOptions options,
        IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(options);
        cancellationToken.ThrowIfCancellationRequested();
        _method = method;
        (Schema, Table, Options, Progress, CancellationToken) = (schema, table, options, progress, cancellationToken);
    }

    /// <summary>The schema of the table.</summary>
    public Schema Schema { get; }

    /// <summary>The private table.</summary>
    public PrivateTable Table { get; }

    /// <summary>The facts that the fit may assume.</summary>
    public FitOptions Options { get; }

    /// <summary>The receiver of progress reports; null when there is none.</summary>
    public IProgress<FitProgress>? Progress { get; }

    /// <summary>Stops the fit.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>The number of columns that are modelled.</summary>
    public int Columns => DomainPlan.Used(Schema).Count();

    /// <summary>Reports the current stage.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="fraction">Part of the whole fit that is done.</param>
    public void Report(FitStage stage, double fraction) => Progress?.Report(new FitProgress(stage, fraction));

    /// <summary>Learns the domain and measures every column on its own.</summary>
    /// <param name="share">Part of what is left after the domain is known that is spent on the columns; above 0, at most 1.</param>
    /// <param name="until">Part of the whole fit that is done then.</param>
    public LearnedDomain Learn(double share, double until) =>
        DomainLearner.Learn(
            Schema, Table, Options, at => Progress?.Report(at with { Fraction = until * at.Fraction }), share, CancellationToken);

    /// <summary>
    /// The content of every model, with a statement of all that has been charged so far: to be made when everything has been
    /// charged.
    /// </summary>
    /// <param name="learned">The learnt domain.</param>
    /// <param name="domain">The attributes that are modelled.</param>
    /// <param name="limitations">The limitations that a user of the model should know beside those of the learnt
    /// domain.</param>
    public ModelContent Content(LearnedDomain learned, Domain domain, params IEnumerable<string> limitations) => new()
    {
        Method = _method.Info.Name,
        Schema = learned.Schema,
        Domain = domain,
        Measurements = learned.Measurements,
        Rows = learned.Rows,
        Statement = PrivacyStatement.Of(_method.Info.Name, learned.Schema, Table) with
        {
            Limitations = [.. learned.Limitations, .. limitations],
            Doubts = learned.Doubts,
        },
    };

    /// <summary>The finished model.</summary>
    public SynthesisModel Model(ModelContent content) => new(content, _method);
}
