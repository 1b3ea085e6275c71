using Veil.Reports.Charts;

namespace Veil.Reports.Pages;

/// <summary>Who may see a page.</summary>
public enum Audience
{
    /// <summary>The owners of the real rows: it was computed from them.</summary>
    Internal,

    /// <summary>Anybody: it was computed from what may be published.</summary>
    Public,
}

/// <summary>A report: sections of words, tables and charts.</summary>
public sealed record Page
{
    /// <summary>The heading.</summary>
    public required string Title { get; init; }

    /// <summary>Who may see it; the header says so in a way that cannot be missed.</summary>
    public required Audience Audience { get; init; }

    /// <summary>Why it may, or must not, be published.</summary>
    public required string Banner { get; init; }

    /// <summary>What the report is about: names and values, such as files and seeds.</summary>
    public IReadOnlyList<(string Name, string Value)> Facts { get; init; } = [];

    /// <summary>The sections, in order.</summary>
    public required IReadOnlyList<PageSection> Sections { get; init; }
}

/// <summary>A part of a report.</summary>
/// <param name="Id">Name of its anchor: lower-case letters and hyphens.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Lead">What it answers, in a sentence.</param>
/// <param name="Blocks">What it shows.</param>
public sealed record PageSection(string Id, string Title, string Lead, IReadOnlyList<Block> Blocks);

/// <summary>Something that a section shows.</summary>
public abstract record Block;

/// <summary>Sentences, each a paragraph.</summary>
/// <param name="Sentences">The sentences.</param>
public sealed record Words(IReadOnlyList<string> Sentences) : Block;

/// <summary>A list of points.</summary>
/// <param name="Items">The points.</param>
public sealed record Points(IReadOnlyList<string> Items) : Block;

/// <summary>A table of text.</summary>
/// <param name="Caption">What it shows.</param>
/// <param name="Header">Its columns.</param>
/// <param name="Rows">Its cells.</param>
/// <param name="Numeric">Which columns hold numbers and stand to the right.</param>
public sealed record TextGrid(
    string Caption, IReadOnlyList<string> Header, IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlySet<int> Numeric) : Block
{
    /// <summary>The name under which it is folded away; null when it is open.</summary>
    public string? Fold { get; init; }
}

/// <summary>Numbers that stand out, each with what it says.</summary>
/// <param name="Items">The cards.</param>
public sealed record Cards(IReadOnlyList<Card> Items) : Block;

/// <summary>A number that stands out.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Value">The number, as text.</param>
/// <param name="Aside">Interval and the like.</param>
/// <param name="Sentence">What it says.</param>
/// <param name="Figure">The number beside those it is read with; null for none.</param>
public sealed record Card(string Title, string Value, string Aside, string Sentence, Figure? Figure);

/// <summary>Charts.</summary>
/// <param name="Items">The charts, the most telling first.</param>
/// <param name="Shown">How many are open from the start; the others open together.</param>
/// <param name="Others">What the others are, such as "more columns".</param>
public sealed record Figures(IReadOnlyList<Figure> Items, int Shown = int.MaxValue, string Others = "more") : Block;

/// <summary>A chart with its table.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Says">What there is to see, in a sentence: shown under the heading, and read to those who do not see it.</param>
/// <param name="View">The chart.</param>
/// <param name="Data">Its rows.</param>
public sealed record Figure(string Title, string Says, View View, ChartData Data)
{
    /// <summary>Whether it takes the whole width of the page.</summary>
    public bool IsWide { get; init; }
}
