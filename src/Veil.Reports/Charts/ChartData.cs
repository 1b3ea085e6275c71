namespace Veil.Reports.Charts;

/// <summary>The rows behind a chart, which are drawn, shown as a table under it, and exported.</summary>
/// <param name="Fields">The fields.</param>
/// <param name="Rows">One value per field: a text, a number, or null.</param>
public sealed record ChartData(IReadOnlyList<Field> Fields, IReadOnlyList<IReadOnlyList<object?>> Rows);

/// <summary>A field of the data.</summary>
/// <param name="Name">The name that channels use: letters only.</param>
/// <param name="Title">The title that readers see.</param>
/// <param name="Format">The .NET format of its numbers in a table.</param>
public sealed record Field(string Name, string Title, string Format = "0.####");
