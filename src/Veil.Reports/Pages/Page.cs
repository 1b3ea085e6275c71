using Veil.Reports.Charts;

namespace Veil.Reports.Pages;

/// <summary>The audience of a page.</summary>
public enum Audience
{
    /// <summary>The owners of the real rows, from which the page was computed.</summary>
    Internal,

    /// <summary>Everyone: the page was computed from what may be published.</summary>
    Public,
}

/// <summary>A report: sections of text, tables and charts.</summary>
public sealed record Page
{
    /// <summary>The heading.</summary>
    public required string Title { get; init; }

    /// <summary>The audience, which the header shows prominently.</summary>
    public required Audience Audience { get; init; }

    /// <summary>The reason why the page may, or must not, be published.</summary>
    public required string Banner { get; init; }

    /// <summary>The facts about the report as names and values, such as files and seeds.</summary>
    public IReadOnlyList<(string Name, string Value)> Facts { get; init; } = [];

    /// <summary>The sections, in order.</summary>
    public required IReadOnlyList<PageSection> Sections { get; init; }
}

/// <summary>A part of a report.</summary>
/// <param name="Id">The name of its anchor: lower-case letters and hyphens.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Lead">A sentence that introduces the section.</param>
/// <param name="Blocks">The content.</param>
public sealed record PageSection(string Id, string Title, string Lead, IReadOnlyList<Block> Blocks);

/// <summary>A part of the content of a section.</summary>
public abstract record Block;

/// <summary>Sentences, each as a paragraph.</summary>
/// <param name="Sentences">The sentences.</param>
public sealed record Words(IReadOnlyList<string> Sentences) : Block;

/// <summary>A list of points.</summary>
/// <param name="Items">The points.</param>
public sealed record Points(IReadOnlyList<string> Items) : Block;

/// <summary>A table of text.</summary>
/// <param name="Caption">The caption.</param>
/// <param name="Header">Its columns.</param>
/// <param name="Rows">Its cells.</param>
/// <param name="Numeric">The columns that hold numbers and are aligned to the right.</param>
public sealed record TextGrid(
    string Caption, IReadOnlyList<string> Header, IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlySet<int> Numeric) : Block
{
    /// <summary>The summary under which the table is folded; null when it is open.</summary>
    public string? Fold { get; init; }
}

/// <summary>Headline numbers, each with its meaning.</summary>
/// <param name="Items">The cards.</param>
public sealed record Cards(IReadOnlyList<Card> Items) : Block;

/// <summary>A headline number.</summary>
/// <param name="Title">The title.</param>
/// <param name="Value">The number, as text.</param>
/// <param name="Aside">The interval and the direction.</param>
/// <param name="Sentence">Its meaning.</param>
/// <param name="Figure">The chart of the number beside its reference values; null for none.</param>
public sealed record Card(string Title, string Value, string Aside, string Sentence, Figure? Figure);

/// <summary>A group of charts.</summary>
/// <param name="Items">The charts, the most important first.</param>
/// <param name="Shown">The number of charts that are open initially; the others open together.</param>
/// <param name="Others">The name of the others, such as "more columns".</param>
public sealed record Figures(IReadOnlyList<Figure> Items, int Shown = int.MaxValue, string Others = "more") : Block;

/// <summary>A chart with its table.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Says">A sentence that describes the chart: shown under the heading, and used by screen readers.</param>
/// <param name="View">The chart.</param>
/// <param name="Data">Its rows.</param>
public sealed record Figure(string Title, string Says, View View, ChartData Data)
{
    /// <summary>Whether it uses the full width of the page.</summary>
    public bool IsWide { get; init; }
}
