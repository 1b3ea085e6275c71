using Veil.Data.Cells;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Data.Inference;

/// <summary>The decided type and role of a column, with the reason.</summary>
public sealed record TypeDecision
{
    /// <summary>The type of the values.</summary>
    public required ColumnType Type { get; init; }

    /// <summary>The role of the column.</summary>
    public ColumnRole Role { get; init; } = ColumnRole.Use;

    /// <summary>Distance between neighbouring values of a numeric column; null when unknown.</summary>
    public double? Step { get; init; }

    /// <summary>Digits after the decimal mark of a decimal column; null when they vary too much.</summary>
    public int? Decimals { get; init; }

    /// <summary>Pattern of a calendar column (.NET custom format); null for ISO 8601.</summary>
    public string? Format { get; init; }

    /// <summary>How numbers are written; null when plainly.</summary>
    public NumberForm? NumberForm { get; init; }

    /// <summary>The finest unit of a calendar column; null for the finest of its type.</summary>
    public Granularity? Granularity { get; init; }

    /// <summary>The kind of the two words of a boolean column.</summary>
    public ValueKind? BooleanWords { get; init; }

    /// <summary>True when empty cells occur: they are missing values in every type.</summary>
    public bool EmptyIsMissing { get; init; }

    /// <summary>True when the common missing words occur and stand for missing values.</summary>
    public bool WordsAreMissing { get; init; }

    /// <summary>True when infinities occur in numbers and stand for missing values.</summary>
    public bool NonFiniteIsMissing { get; init; }

    /// <summary>True when limits such as &lt;5 occur among numbers and stand for missing values.</summary>
    public bool LimitsAreMissing { get; init; }

    /// <summary>What the decision takes for granted or leaves out, to be told with the result; null when nothing.</summary>
    public string? Loss { get; init; }

    /// <summary>The reason, in one sentence, without a value of the table.</summary>
    public required string Reason { get; init; }

    /// <summary>The confidence of the decision, from 0 to 1.</summary>
    public double Confidence { get; init; } = 1;
}
