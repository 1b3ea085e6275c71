using System.Globalization;
using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Data.Schemas;
using Veil.Privacy.Accounting;
using Veil.Synthesis.Catalog;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Domains;
using Veil.Synthesis.Models;
using Veil.Workflows.Files;

namespace Veil.Workflows.Training;

/// <summary>Reads a sensitive table and learns a model of it: the only job that spends budget.</summary>
public sealed class TrainJob : IJob<TrainRequest, TrainResult>
{
    /// <inheritdoc/>
    public void Check(TrainRequest request)
    {
        var method = request.KnownMethod?.Method;
        if (method is not null)
        {
            _ = method.Info.Options.Read(method.Info.Name, request.Options);
            if (request.Checkpoint is not null && !method.Info.TrainsByStep)
            {
                throw new VeilException(
                    FaultKind.Usage, "method-not-resumed", $"The method '{request.Method}' trains nothing that could be resumed.",
                    "Leave ‹checkpoint› out.");
            }
        }

        RefuseGuarantee(request);
        RefusePlaces(request);
        if (method is { Info.ReadsData: false })
        {
            return;
        }

        if (request.Unprotected)
        {
            RefuseProtected(request, method);
            return;
        }

        if (request.Privacy is null)
        {
            throw new VeilException(
                FaultKind.Usage,
                "epsilon-absent",
                "Reading the table needs a privacy budget.",
                "Add ‹epsilon›; 1 is a good start, smaller protects more. Models without protection need ‹no-privacy›.");
        }

        if (method is not null)
        {
            request.Privacy.RefuseUnfit(method.Info);
        }

        if (request is { Ledger: not null, IsProtected: false })
        {
            throw new VeilException(
                FaultKind.PrivacyRefusal,
                "research-in-ledger",
                "A run for research gives no guarantee that a ledger could book.",
                "Leave ‹research› out, or run it without a ledger.");
        }

        RefuseHopeless(request);
        request.Input.Check(request.Reading);

        // Whether bad rows would be left out, not whether there were any: that is a fact about the rows.
        if (request.Input.BadRows == BadRows.Drop && request.Privacy.Neighbours == Neighbours.ReplaceOne)
        {
            throw new VeilException(
                FaultKind.PrivacyRefusal,
                "bad-rows-with-replace",
                "When rows are replaced their number is published, and leaving out bad rows would make it depend on what the rows hold.",
                "Correct the rows, or protect their number too with ‹neighbours› add-remove.");
        }

        if (request.Privacy is { Delta: 0, Research: false } && request.Schema is { } known)
        {
            DomainNeeds.RefuseToLearnCategories(TrainingSchema.Prepared(known));
        }
    }

    /// <summary>Reads, learns, and saves the model.</summary>
    /// <exception cref="VeilException">The table cannot be read, a privacy rule is broken, or the model cannot be saved.</exception>
    public TrainResult Run(TrainRequest request, IProgress<JobProgress>? progress, CancellationToken cancellationToken)
    {
        Check(request);
        using var journal = RunJournal.Open(request);
        var result = Run(request, journal, progress, cancellationToken);
        journal?.Finish();
        return result;
    }

    /// <summary>The run that the request will go on with, because it was interrupted; null when it will begin one.</summary>
    /// <exception cref="VeilException">The stored run cannot be read, or another process goes on with it.</exception>
    public static InterruptedRun? Interrupted(TrainRequest request) => RunJournal.Peek(request);

    /// <summary>The same for a job that has more to do before its result is safe: the journal stays.</summary>
    internal static TrainResult Run(
        TrainRequest request, RunJournal? journal, IProgress<JobProgress>? progress, CancellationToken cancellationToken)
    {
        var result = new ModelTraining(request, journal).Run(progress, cancellationToken);
        if (request.MarkedOutput is not { } output)
        {
            return result;
        }

        output.Write(result.Model.Save);
        if (request.Checkpoint is { } checkpoint)
        {
            // The model is safe: nothing is left to be resumed.
            File.Delete(checkpoint);
        }

        return result with { SavedTo = output.Path };
    }

    /// <summary>
    /// The facts of a schema that no guarantee will cover, because its owner looked at the rows before stating them; null when
    /// there are none.
    /// </summary>
    public static FactsAfterLooking? NotCovered(Schema schema) => FactsAfterLooking.Of(TrainingSchema.Prepared(schema));

    /// <summary>Refuses a guarantee that cannot be given: of all that may be wrong with a request, this is to be known first.</summary>
    internal static void RefuseGuarantee(TrainRequest request)
    {
        if (request is { Unprotected: false, KnownMethod: null or { Method.Info.ReadsData: true } })
        {
            request.Privacy?.Validate(request.Schema);
        }
    }

    // Where even the noise of a single count is larger than the table, whatever comes out is noise.
    private static void RefuseHopeless(TrainRequest request)
    {
        if (request is not { Schema: { Rows: { } rows } schema, KnownMethod: { } method, Privacy: { Research: false } privacy })
        {
            return;
        }

        var plan = new PlanJob().Run(
            new PlanRequest { Schema = schema, Method = method.Method.Info.Name, Options = request.Options, Privacy = privacy },
            null,
            CancellationToken.None);
        double[] noise = [.. plan.Lines.Where(line => !line.IsPrelude).Select(line => line.StandardDeviation).OfType<double>()];
        if (noise.Length > 0 && noise.Min() > rows.Value)
        {
            throw new VeilException(
                FaultKind.PrivacyRefusal,
                "budget-too-small",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Epsilon {privacy.Epsilon} is too small for {rows.Value} rows: each count would carry noise of standard deviation "
                        + $"{noise.Min():0} rows or more, and nothing of the table would be left."),
                "Spend more with ‹epsilon›, model fewer columns, or declare more of the schema, which then need not be learnt.");
        }
    }

    private static void RefusePlaces(TrainRequest request)
    {
        var output = request.MarkedOutput;
        OutputFiles.RefuseSame([output?.Path, request.Checkpoint], [request.Input.Path, .. request.AlsoReads]);
        output?.Check();
        if (request.Checkpoint is { } checkpoint)
        {
            OutputFiles.Check(checkpoint, overwrite: true);
        }
    }

    private static void RefuseProtected(TrainRequest request, ISynthesizer? method)
    {
        if (request.Privacy is not null)
        {
            throw new VeilException(
                FaultKind.Usage, "no-privacy-with-epsilon", "A run has a privacy budget or no privacy, not both.",
                "Leave out ‹no-privacy› to protect the rows, or the options of the budget.");
        }

        if (method is not IUnprotectedSynthesizer)
        {
            throw new VeilException(
                FaultKind.Usage,
                "method-protects",
                $"The method '{request.Method}' has no form without privacy.",
                "Name one that has: "
                    + string.Join(", ", SynthesizerCatalog.All.OfType<IUnprotectedSynthesizer>().Select(method => method.Info.Name))
                    + "; or give a budget with ‹epsilon›.");
        }
    }
}
