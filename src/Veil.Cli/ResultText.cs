using System.Globalization;
using System.Text.Json;
using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Data.Schemas;
using Veil.Data.Text;
using Veil.Synthesis.Models;
using Veil.Workflows.Guardrails;
using Veil.Workflows.Sampling;
using Veil.Workflows.Training;

namespace Veil.Cli;

/// <summary>The result of a finished job: sentences for people, JSON for programs.</summary>
internal static class ResultText
{
    /// <summary>The beginning of every line that holds exact facts about real rows.</summary>
    public const string Internal = "Internal: ";

    private const string InternalNote = "Exact facts about real rows. Do not publish.";

    public static void Tell(ConsoleReporter console, TrainResult? trained, SampleResult sampled)
    {
        Stamp(console, sampled.Statement);
        if (!sampled.Output.IsStandardOutput)
        {
            var rows = sampled.Statement.Sample!.Rows;
            console.Say(Invariant($"Wrote {rows} synthetic row{(rows == 1 ? "" : "s")} to {sampled.Output.Table}"));
        }

        if (sampled.Statement.Sample is { Conditions.IsEmpty: false } sample)
        {
            console.Say(string.Create(
                CultureInfo.InvariantCulture,
                $"  Only rows with {string.Join(" and ", sample.Conditions)}: their probability in the model is "
                    + $"{100 * sample.Probability:0.###} %."));
        }

        if (trained is not null)
        {
            TellMethod(console, trained);
        }

        TellGuarantee(console, sampled.Statement, inWords: trained is not null);
        if (trained is not null)
        {
            TellDropped(console, trained);
            console.Say(string.Create(
                CultureInfo.InvariantCulture,
                $"{Internal}time: reading {trained.Reading.TotalSeconds:0.00} s, measuring {trained.Measuring.TotalSeconds:0.00} s, "
                    + $"sampling {sampled.Sampling.TotalSeconds:0.00} s, writing {sampled.Writing.TotalSeconds:0.00} s."));
        }

        if (sampled.Output.StatementMarkdown is not null)
        {
            console.Say(sampled.Statement.Mode != StatementMode.Release
                ? $"Next: {sampled.Output.StatementMarkdown} lists what was read without protection."
                : $"Next: read {sampled.Output.StatementMarkdown}, then share it together with the table.");
        }
    }

    public static void TellMethod(ConsoleReporter console, TrainResult trained)
    {
        if (trained.Reason is { } reason)
        {
            console.Say($"  Method: {trained.Model.Content.Method}, because {reason}.");
        }
    }

    /// <summary>Warns, before anything is spent, of facts that the guarantee will not cover.</summary>
    public static void WarnNotCovered(ConsoleReporter console, Schema? schema, StatementMode mode)
    {
        if (mode == StatementMode.Release && schema is not null && TrainJob.NotCovered(schema) is { } facts)
        {
            console.Warn(
                $"Warning: {facts.Count}: {FactsAfterLooking.Meaning}. Fix: state each fact yourself with 'veil schema declare', or remove "
                    + "it with --unknown, so that it is learnt from the budget.");
        }
    }

    /// <summary>What the rules note of a promise, a line each.</summary>
    public static IEnumerable<string> Notes(PrivacyRequest? privacy, Schema? schema) =>
        (privacy is null ? [] : GuardrailNotes.Of(privacy, schema))
        .Select(note => $"Note ({note.Guardrail.Id}): {FaultText.Of(note.Text, OptionText.OfSetting, OptionText.OfJob)}");

    /// <summary>Says what the rules note of a promise.</summary>
    public static void TellNotes(ConsoleReporter console, PrivacyRequest? privacy, Schema? schema)
    {
        foreach (var note in Notes(privacy, schema))
        {
            console.Say(note);
        }
    }

    public static void TellResumed(ConsoleReporter console, InterruptedRun? run)
    {
        if (run is { HasCheckpoint: true })
        {
            console.Say($"Resuming run {run.RunId} from the stored state of its training: nothing is charged again");
        }
        else if (run is { Answers: > 0 })
        {
            console.Say($"Resuming run {run.RunId} from its {run.Answers} stored measurements: nothing is charged again");
        }
    }

    public static void TellStop(ConsoleReporter console, StopSignal stop)
    {
        if (stop.Token.IsCancellationRequested)
        {
            console.Say("  The training was stopped early: the statement records after which step.");
        }
    }

    public static void TellGuarantee(ConsoleReporter console, PrivacyStatement statement, bool inWords)
    {
        if (statement.Mode != StatementMode.Release)
        {
            return;
        }

        if (statement.Guarantee is { } guarantee)
        {
            console.Say(string.Create(
                CultureInfo.InvariantCulture,
                $"  Guarantee: epsilon {NumberText.AtMost(guarantee.Epsilon, 6)}, delta {NumberText.AtMost(guarantee.Delta)}, "
                    + $"{(guarantee.Unit.EntityColumn is { } entity ? $"for each '{entity}'" : "for each row")}."));
            if (inWords)
            {
                console.SayParagraph(statement.InWords!);
            }

            if (statement.Doubts is { } doubts)
            {
                console.Warn($"Warning: {doubts}");
            }
        }
        else
        {
            console.Say(statement.NotCovered is null ? "  No data were read: epsilon 0." : "  No data were read.");
        }
    }

    public static void TellDropped(ConsoleReporter console, TrainResult trained)
    {
        if (trained.MadeNames.Count > 0)
        {
            console.Say(MadeNames(trained.MadeNames));
        }

        TellDropped(console, trained.DroppedRows, trained.MostRowsDropped);
        if (trained.ReplacedCells > 0)
        {
            console.Warn(Invariant($"{Internal}{ReplacedCells(trained.ReplacedCells)}"));
        }
    }

    /// <summary>The sentence about names that were made for columns without one, or with one that another column has.</summary>
    public static string MadeNames(IReadOnlyList<MadeName> made)
    {
        const int Most = 10;
        var names = string.Join(", ", made.Take(Most).Select(name => Invariant($"'{name.Name}' (column {name.Column})")));
        var more = made.Count > Most ? Invariant($" and {made.Count - Most} more") : string.Empty;
        return $"Names were made for columns that have none, or one that occurs twice: {names}{more}.";
    }

    /// <summary>The line about rows that were left out; also with <c>--quiet</c> when they are more than half.</summary>
    public static void TellDropped(ConsoleReporter console, long rows, bool isMost)
    {
        var which = rows == 1 ? "row that could not be read was" : "rows that could not be read were";
        if (isMost)
        {
            console.Warn(Invariant(
                $"{Internal}{rows} {which} left out, more than half of the table. 'veil inspect --bad-rows drop' lists the first."));
        }
        else if (rows > 0)
        {
            console.Say(Invariant($"{Internal}{rows} {which} left out."));
        }
    }

    /// <summary>The sentence about cells with bytes that are not text, and the likely fix.</summary>
    public static string ReplacedCells(long cells) => string.Create(
        CultureInfo.InvariantCulture,
        $"{cells} {(cells == 1 ? "cell" : "cells")} held bytes that are not text, which became U+FFFD. "
            + $"If the file is not UTF-8, say its encoding, such as --encoding windows-1252.");

    public static void Stamp(ConsoleReporter console, PrivacyStatement statement)
    {
        if (statement.Warning is { } warning)
        {
            console.Warn(warning);
        }
    }

    public static string Json(TrainResult? trained, SampleResult? sampled, string? model = null) => JsonText.Of(json =>
    {
        var statement = sampled?.Statement ?? trained!.Model.Statement;
        json.WriteStartObject();
        json.WriteString("mode", statement.Mode.ToString().ToLowerInvariant());
        json.WriteString("method", statement.Method);
        if (model is not null)
        {
            json.WriteString("model", model);
        }

        if (sampled is not null)
        {
            json.WriteString("output", sampled.Output.Table);
            json.WriteString("statement", sampled.Output.StatementJson);
            json.WriteNumber("rows", sampled.Statement.Sample!.Rows);
            json.WriteNumber("seed", sampled.Statement.Sample.Seed);
            if (!sampled.Statement.Sample.Conditions.IsEmpty)
            {
                json.WriteNumber("probability", sampled.Statement.Sample.Probability);
            }
        }

        json.WriteNumber("epsilon", statement.Guarantee?.Epsilon ?? 0);
        json.WriteNumber("delta", statement.Guarantee?.Delta ?? 0);
        WriteRun(json, statement);
        if (trained is null)
        {
            WriteSeconds(json, null, sampled);
        }
        else
        {
            WriteInternal(json, trained, sampled);
        }

        json.WriteEndObject();
    });

    /// <summary>The identifier of the training that spent the budget, if one did.</summary>
    public static void WriteRun(Utf8JsonWriter json, PrivacyStatement statement)
    {
        if (statement.RunId is { } run)
        {
            json.WriteString("runId", run);
        }
    }

    /// <summary>Exact facts about the rows, outside the guarantee, for their owner only.</summary>
    public static void WriteInternal(Utf8JsonWriter json, TrainResult trained, SampleResult? sampled)
    {
        json.WriteStartObject("internal");
        json.WriteString("note", InternalNote);
        json.WriteNumber("bytesRead", trained.BytesRead);
        json.WriteNumber("droppedRows", trained.DroppedRows);
        WriteSeconds(json, trained, sampled);
        json.WriteEndObject();
    }

    private static void WriteSeconds(Utf8JsonWriter json, TrainResult? trained, SampleResult? sampled)
    {
        json.WriteStartObject("seconds");
        if (trained is not null)
        {
            json.WriteNumber("reading", Math.Round(trained.Reading.TotalSeconds, 4));
            json.WriteNumber("measuring", Math.Round(trained.Measuring.TotalSeconds, 4));
        }

        if (sampled is not null)
        {
            json.WriteNumber("sampling", Math.Round(sampled.Sampling.TotalSeconds, 4));
            json.WriteNumber("writing", Math.Round(sampled.Writing.TotalSeconds, 4));
        }

        json.WriteEndObject();
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
