using System.Collections.Immutable;
using Veil.Data.Cells;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Data.Inference;

/// <summary>Exact counts of one raw column: the count and the kind of each label.</summary>
internal sealed class ColumnSurvey
{
    private const int LabelsBetweenChecks = 8192;

    private readonly LabelColumn _column;
    private readonly int[] _rows;
    private readonly ValueKind[] _kinds;

    private ColumnSurvey(LabelColumn column, int[] rows, ValueKind[] kinds)
    {
        _column = column;
        _rows = rows;
        _kinds = kinds;
    }

    public static ColumnSurvey Take(LabelColumn column, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var rows = new int[column.Labels.Count];
        foreach (var code in column.Codes)
        {
            if (code != LabelColumn.Missing)
            {
                rows[code]++;
            }
        }

        var kinds = new ValueKind[rows.Length];
        for (var code = 0; code < kinds.Length; code++)
        {
            if (code % LabelsBetweenChecks == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            kinds[code] = ValueKinds.Of(column.Labels.Utf8(code), column.DecimalMark);
        }

        return new ColumnSurvey(column, rows, kinds);
    }

    /// <summary>The decision from the exact counts.</summary>
    public TypeDecision Decide()
    {
        Span<double> counts = stackalloc double[ValueKinds.Count];
        counts.Clear();
        long distinct = 0;
        for (var code = 0; code < _rows.Length; code++)
        {
            counts[(int)_kinds[code]] += _rows[code];
            distinct += _rows[code] > 0 && _kinds[code] is not (ValueKind.Empty or ValueKind.CommonMissingWord) ? 1 : 0;
        }

        var decision = TypeDecider.Decide(counts, distinct, 0, _column.Name);
        return WithKeptWords(decision.Type == ColumnType.Boolean && distinct > 2
            ? decision with
            {
                Type = ColumnType.Category,
                BooleanWords = null,
                WordsAreMissing = false,
                Reason = "the values are true-or-false words in different spellings, which one pair of labels would lose",
                Confidence = 0.6,
            }
            : decision);
    }

    // Words such as none and ? are not counted as values above, but in a column of labels they are kept as labels: the reason counts
    // them beside the others, so that it agrees with the number of distinct values.
    private TypeDecision WithKeptWords(TypeDecision decision)
    {
        var kept = Codes(code => _kinds[code] is ValueKind.Empty or ValueKind.CommonMissingWord && !IsMissing(code, decision)).Count();
        return kept == 0 ? decision : decision with
        {
            Reason = $"{decision.Reason}; {kept} more may stand for missing values",
        };
    }

    /// <summary>The texts that stand for a missing value, the most frequent first; the empty text is always one.</summary>
    public ImmutableArray<string> MissingCodes(TypeDecision decision)
    {
        var codes = Codes(code => IsMissing(code, decision))
            .Select(code => (
                Text: _kinds[code] == ValueKind.Empty ? string.Empty : _column.Labels[code].Trim(' ', '\t'), Rows: _rows[code]))
            .Append((Text: string.Empty, Rows: 0))
            .GroupBy(code => code.Text, code => code.Rows, StringComparer.Ordinal)
            .OrderByDescending(code => code.Sum())
            .ThenBy(code => code.Key, StringComparer.Ordinal);
        return [.. codes.Select(code => code.Key)];
    }

    /// <summary>The form of the values of a key; null when they have none in common, or the column is no key.</summary>
    public string? KeyForm(TypeDecision decision)
    {
        if (decision.Role != ColumnRole.Identifier)
        {
            return null;
        }

        var values = Codes(code => !IsMissing(code, decision)).ToList();
        return KeyForms.Choose(
            values.Select(code => (Form: KeyForms.FormOf(_column.Labels.Utf8(code)), Rows: _rows[code]))
                .Where(value => value.Form is not null)
                .GroupBy(value => value.Form!, value => value.Rows, StringComparer.Ordinal)
                .Select(group => (group.Key, group.Sum(rows => (double)rows))),
            values.Sum(code => (double)_rows[code]),
            decision.Type == ColumnType.Integer);
    }

    /// <summary>The share of rows without a value.</summary>
    public double MissingShare(TypeDecision decision)
    {
        var missing = (long)_column.Count - _rows.Sum(rows => (long)rows);
        missing += Codes(code => IsMissing(code, decision)).Sum(code => (long)_rows[code]);
        return _column.Count == 0 ? 0 : missing / (double)_column.Count;
    }

    /// <summary>The number of different values that are not missing.</summary>
    public long DistinctValues(TypeDecision decision) => Codes(code => !IsMissing(code, decision)).LongCount();

    /// <summary>The two labels as the column spells them; the one that does not occur is spelt like the other.</summary>
    public (string True, string False) BooleanLabels(ValueKind words)
    {
        var (yes, no) = words switch
        {
            ValueKind.TrueFalse => ("true", "false"),
            ValueKind.YesNo => ("yes", "no"),
            ValueKind.LetterTrueFalse => ("t", "f"),
            _ => ("y", "n"),
        };
        string? foundYes = null, foundNo = null;
        foreach (var code in Codes(code => _kinds[code] == words))
        {
            var label = _column.Labels[code];
            if (label.Trim(' ', '\t').Equals(yes, StringComparison.OrdinalIgnoreCase))
            {
                foundYes = label;
            }
            else
            {
                foundNo = label;
            }
        }

        var model = (foundYes ?? foundNo ?? yes).Trim(' ', '\t');
        return (foundYes ?? SpeltLike(model, yes), foundNo ?? SpeltLike(model, no));
    }

    private static string SpeltLike(string model, string word) =>
        !char.IsUpper(model[0]) ? word
        : model.Length > 1 && !char.IsUpper(model[1]) ? char.ToUpperInvariant(word[0]) + word[1..]
        : word.ToUpperInvariant();

    private bool IsMissing(int code, TypeDecision decision) => _kinds[code] switch
    {
        // In a column of labels a blank is a label like any other: only the empty text is missing.
        ValueKind.Empty => decision.Type is not (ColumnType.Category or ColumnType.Text or ColumnType.Boolean)
            || _column.Labels.Utf8(code).IsEmpty,
        ValueKind.CommonMissingWord => decision.WordsAreMissing,
        ValueKind.NonFinite => decision.NonFiniteIsMissing,
        ValueKind.Limit => decision.LimitsAreMissing,
        _ => false,
    };

    private IEnumerable<int> Codes(Func<int, bool> wanted) =>
        Enumerable.Range(0, _rows.Length).Where(code => _rows[code] > 0 && wanted(code));
}
