using System.Globalization;
using Veil.Evaluation.Results;
using Veil.Evaluation.Statistics;

namespace Veil.Evaluation.Fairness;

/// <summary>Findings about gaps between the groups of a column.</summary>
/// <param name="Column">The protected column.</param>
/// <param name="Rows">The rows kept apart that count.</param>
/// <param name="IsWorthSomething">Whether the model learnt from synthetic rows is better than a guess.</param>
internal sealed record GapWords(string Column, int Rows, bool IsWorthSomething)
{
    private const string Method = "95 %, basic bootstrap within groups over rows kept apart; models are not learnt again";
    private const string OneGroup = "Fewer than two groups have enough rows kept apart.";

    private string Caution => IsWorthSomething
        ? ""
        : " But that model predicts no better than a guess, and a guess treats everybody alike.";

    public Finding Gap(string id, string learntFrom, string what, double? value, IEnumerable<double?> resampled) => Of(
        $"fairness.{id}.{learntFrom}",
        $"Gap between groups in {what}, model learnt from {learntFrom} rows",
        $"With the model learnt from {learntFrom} rows, {what} of the groups of '{Column}' differ by up to {Points(value)} points of 100."
            + (learntFrom == "synthetic" ? Caution : ""),
        value,
        resampled,
        0) with
    {
        Direction = learntFrom == "synthetic" ? Direction.Smaller : Direction.Neutral,
        Reads = Sources.Holdout | (learntFrom == "synthetic" ? Sources.Synthetic | Sources.Real : Sources.Real),
    };

    public Finding Amplification(string id, string what, double? value, IEnumerable<double?> resampled) => Of(
        $"fairness.{id}.amplification",
        $"What synthetic rows add to the gap in {what}",
        $"Learning from synthetic in place of real rows {(value < 0 ? "narrows" : "widens")} the gap in {what} between the groups of "
            + $"'{Column}' by {Points(value < 0 ? -value : value)} points of 100.{Caution}",
        value,
        resampled,
        -1) with
    {
        IsHeadline = true,
    };

    public Finding Recall(string group, int rows, double? value, IEnumerable<double?> resampled) => Of(
        "fairness.recall",
        "What synthetic rows cost a group in recall",
        $"Of 100 people of group '{group}' of '{Column}' that belong to the second class, the model learnt from synthetic rows finds "
            + $"{(value < 0 ? $"{Points(-value)} fewer" : $"{Points(value)} more")} than the one learnt from real rows.{Caution}",
        value,
        rows < ModelFairness.FewestRows ? [] : resampled,
        -1) with
    {
        Group = group,
        Count = rows,
        Direction = Direction.Larger,
        Reason = value is null ? "No row of the group kept apart is of the second class." : null,
    };

    private Finding Of(string id, string title, string sentence, double? value, IEnumerable<double?> resampled, double least)
    {
        var limits = value is { } number ? BasicBootstrap.Interval(number, resampled, least, 1) : null;
        return new Finding
        {
            Id = id,
            Section = Section.Fairness,
            Title = title,
            Sentence = value is null ? OneGroup : sentence,
            Value = value,
            Reason = value is null ? OneGroup : null,
            Low = limits?.Low,
            High = limits?.High,
            Interval = limits is null ? null : Method,
            Least = least,
            Most = 1,
            Direction = Direction.Smaller,
            Count = Rows,
            Reads = Sources.Real | Sources.Synthetic | Sources.Holdout,
            Columns = [Column],
        };
    }

    private static string Points(double? value) => ((value ?? 0) * 100).ToString("0.0", CultureInfo.InvariantCulture);
}
