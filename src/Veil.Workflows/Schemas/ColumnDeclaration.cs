using System.Collections.Immutable;
using Veil.Data.Schemas;

namespace Veil.Workflows.Schemas;

/// <summary>The facts that an owner states about one column, in the words of the schema file; null is not stated.</summary>
public sealed record ColumnDeclaration : Declaration
{
    /// <summary>The name of the column.</summary>
    public required string Column { get; init; }

    /// <summary>The type: integer, number, boolean, string, date, datetime or time.</summary>
    public string? Type { get; init; }

    /// <summary>The role: use, identifier, personal, text or drop.</summary>
    public string? Role { get; init; }

    /// <summary>The smallest value: a number, or a date such as 2024-12-31; only together with the largest.</summary>
    public string? Minimum { get; init; }

    /// <summary>The largest value.</summary>
    public string? Maximum { get; init; }

    /// <summary>Distance between neighbouring numbers.</summary>
    public double? Step { get; init; }

    /// <summary>Finest calendar unit, from second to year.</summary>
    public string? Granularity { get; init; }

    /// <summary>The labels.</summary>
    public ImmutableArray<string>? Categories { get; init; }

    /// <summary>True when the order of the labels means something.</summary>
    public bool Ordered { get; init; }

    /// <summary>The format of dates, in strptime notation such as %d/%m/%Y.</summary>
    public string? Format { get; init; }

    /// <summary>The label that means true; only together with the other.</summary>
    public string? TrueLabel { get; init; }

    /// <summary>The label that means false.</summary>
    public string? FalseLabel { get; init; }

    /// <summary>The mark between groups of three digits.</summary>
    public char? GroupMark { get; init; }

    /// <summary>The decimal mark of the column's numbers, where it is not that of the file.</summary>
    public char? DecimalMark { get; init; }

    /// <summary>What stands before the numbers, such as $.</summary>
    public string? Prefix { get; init; }

    /// <summary>What stands after the numbers, such as " kg".</summary>
    public string? Suffix { get; init; }

    /// <summary>True when something stands around the numbers that is ignored, and is not written.</summary>
    public bool IgnoresSurroundings { get; init; }

    /// <summary>True when numbers below zero stand in parentheses.</summary>
    public bool HasParentheses { get; init; }

    /// <summary>The least number of digits after the decimal mark.</summary>
    public long? LeastDecimals { get; init; }

    /// <summary>The form of fresh keys, such as P-#####, where each # is a digit.</summary>
    public string? KeyForm { get; init; }

    /// <summary>True when no value is missing.</summary>
    public bool Required { get; init; }

    private bool StatesNumberForm => GroupMark is not null || DecimalMark is not null || Prefix is not null || Suffix is not null
        || IgnoresSurroundings || HasParentheses || LeastDecimals is not null;

    /// <summary>The keys of the facts that are stated, as in <see cref="ColumnFact.Key"/>.</summary>
    internal override IReadOnlyList<string> Stated =>
    [
        .. new (string Key, bool IsStated)[]
        {
            ("type", Type is not null), ("role", Role is not null), ("bounds", Minimum is not null || Maximum is not null),
            ("step", Step is not null),
            ("granularity", Granularity is not null), ("categories", Categories is not null || Ordered),
            ("missingValues", MissingCodes is not null),
            ("nullable", Required), ("format", Format is not null), ("numberForm", StatesNumberForm), ("keyForm", KeyForm is not null),
            ("labels", TrueLabel is not null || FalseLabel is not null),
        }.Where(fact => fact.IsStated).Select(fact => fact.Key),
    ];
}
