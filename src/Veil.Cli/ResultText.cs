using System.Globalization;
using Veil.Synthesis.Models;
using Veil.Workflows;

namespace Veil.Cli;

/// <summary>What is told of a finished job: sentences for people, JSON for programs.</summary>
internal static class ResultText
{
    public static void Tell(Talk talk, TrainResult? trained, SampleResult sampled)
    {
        Stamp(talk, sampled.Statement);
        if (!sampled.Output.IsStandardOutput)
        {
            var rows = sampled.Statement.Sample!.Rows;
            talk.Say(Invariant($"Wrote {rows} synthetic row{(rows == 1 ? "" : "s")} to {sampled.Output.Table}"));
        }

        if (sampled.Statement.Sample is { Conditions.IsEmpty: false } sample)
        {
            talk.Say(Invariant($"  Only rows with {string.Join(" and ", sample.Conditions)}: the model holds {100 * sample.Probability:0.###} % of its rows to be such."));
        }

        if (trained is not null)
        {
            TellMethod(talk, trained);
        }

        TellGuarantee(talk, sampled.Statement, inWords: trained is not null);
        if (trained is not null)
        {
            TellDropped(talk, trained);
            talk.Say(Invariant($"  Time: reading {trained.Reading.TotalSeconds:0.00} s, measuring {trained.Measuring.TotalSeconds:0.00} s, sampling {sampled.Sampling.TotalSeconds:0.00} s, writing {sampled.Writing.TotalSeconds:0.00} s."));
        }

        if (sampled.Output.StatementMarkdown is not null)
        {
            talk.Say(sampled.Statement.Mode != StatementMode.Release
                ? $"Next: {sampled.Output.StatementMarkdown} says what was read without protection."
                : $"Next: read {sampled.Output.StatementMarkdown}, then share it together with the table.");
        }
    }

    public static void TellMethod(Talk talk, TrainResult trained)
    {
        if (trained.Reason is { } reason)
        {
            talk.Say($"  Method: {trained.Model.Content.Method}, because {reason}.");
        }
    }

    public static void TellStop(Talk talk, StopSignal stop)
    {
        if (stop.Token.IsCancellationRequested)
        {
            talk.Say("  The training was stopped early: the statement says after which step.");
        }
    }

    public static void TellGuarantee(Talk talk, PrivacyStatement statement, bool inWords)
    {
        if (statement.Mode != StatementMode.Release)
        {
            return;
        }

        if (statement.Guarantee is { } guarantee)
        {
            talk.Say(Invariant($"  Guarantee: epsilon {guarantee.Epsilon}, delta {guarantee.Delta:0.##e+0}, {(guarantee.Unit.EntityColumn is { } entity ? $"for each '{entity}'" : "for each row")}."));
            if (inWords)
            {
                talk.SayParagraph(guarantee.InWords());
            }
        }
        else
        {
            talk.Say("  No data were read: epsilon 0.");
        }
    }

    public static void TellDropped(Talk talk, TrainResult trained)
    {
        if (trained.DroppedRows > 0)
        {
            var rows = trained.DroppedRows == 1 ? "row that could not be read was" : "rows that could not be read were";
            talk.Say(Invariant($"Internal: {trained.DroppedRows} {rows} left out."));
        }

        if (trained.ReplacedCells > 0)
        {
            talk.Say(Invariant($"Internal: {ReplacedCells(trained.ReplacedCells)}"));
        }
    }

    /// <summary>A sentence on cells with bytes that are no text, and what to try.</summary>
    public static string ReplacedCells(long cells) => Invariant(
        $"{cells} {(cells == 1 ? "cell" : "cells")} held bytes that are not text, which became U+FFFD. If the file is Latin-1, say --encoding latin1.");

    public static void Stamp(Talk talk, PrivacyStatement statement)
    {
        if (statement.Warning is { } warning)
        {
            talk.Warn(warning);
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
        if (trained is not null)
        {
            json.WriteNumber("bytesRead", trained.BytesRead);
            json.WriteNumber("droppedRows", trained.DroppedRows);
        }

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
        json.WriteEndObject();
    });

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
