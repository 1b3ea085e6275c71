using System.Text.Json;
using Veil.Data.Schemas;
using Veil.Privacy.Accounting;
using Veil.Synthesis.Models;

namespace Veil.Synthesis.Tests.Issues;

/// <summary>
/// "The number of rows is protected too" stood beside "number of rows: public", and a number that was published exactly was
/// said to be measured with noise. All combinations of what is compared, whom it protects, and where the number comes from.
/// </summary>
public sealed class TheNumberOfRows
{
    public static TheoryData<Neighbours, string?, int, Provenance, bool, double> Combinations
    {
        get
        {
            var all = new TheoryData<Neighbours, string?, int, Provenance, bool, double>();
            foreach (var neighbours in Enum.GetValues<Neighbours>())
            {
                foreach (var (entity, most) in new (string?, int)[] { (null, 1), ("id", 1), ("id", 5) })
                {
                    foreach (var source in Enum.GetValues<Provenance>())
                    {
                        foreach (var epsilon in new[] { 0.1, 1, 30 })
                        {
                            all.Add(neighbours, entity, most, source, false, epsilon);
                        }
                    }

                    if (neighbours == Neighbours.ReplaceOne && most == 1)
                    {
                        all.Add(neighbours, entity, most, Provenance.Public, true, 1);
                    }
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public void Every_sentence_follows_from_the_facts(Neighbours neighbours, string? entity, int most, Provenance source, bool isExact, double epsilon)
    {
        var statement = new PrivacyStatement
        {
            Method = "independent",
            Guarantee = new PrivacyGuarantee(epsilon, 1e-9, new PrivacyUnit(entity, most), neighbours),
            Rule = CompositionRule.GaussianDp,
            RowsSource = source,
            RowsAreExact = isExact,
        };
        var markdown = StatementMarkdown.Write(statement);
        var json = Json(statement);
        var cell = markdown.Split('\n').Single(line => line.StartsWith("| number of rows |", StringComparison.Ordinal));

        if (source == Provenance.Data)
        {
            // Nobody is protected, so nothing is promised.
            Assert.Equal("| number of rows | copied from the data |", cell);
            Assert.DoesNotContain("rows is protected", markdown + json, StringComparison.Ordinal);
            return;
        }

        foreach (var text in new[] { markdown, json, statement.InWords! })
        {
            var isPublic = neighbours == Neighbours.ReplaceOne && most == 1;
            var isMeasured = source == Provenance.Dp && !isPublic;
            Assert.Equal(isMeasured, text.Contains("The number of rows is protected too: it was measured with noise.", StringComparison.Ordinal));
            // The rows of a table of entities are more than those that are used, and their number says nothing of it.
            var rows = isExact && entity is not null ? "The number of rows that are used, one for each entity, is public" : "The number of rows is public";
            Assert.Equal(isPublic || source == Provenance.Public, text.Contains(rows, StringComparison.Ordinal));
            Assert.Equal(isExact, text.Contains("public, and exact", StringComparison.Ordinal));
            Assert.Equal(!isPublic && neighbours == Neighbours.ReplaceOne, text.Contains("The number of entities is public.", StringComparison.Ordinal));
            Assert.Equal(!isPublic && source == Provenance.Declared, text.Contains("declared by the owner without looking at the data", StringComparison.Ordinal));
            Assert.Equal(!isPublic && IsAfterLooking(source), text.Contains("after looking at the data", StringComparison.Ordinal));
            Assert.Equal(neighbours == Neighbours.AddRemove, text.Contains("is in your data at all, then", StringComparison.Ordinal));
            Assert.Equal(neighbours == Neighbours.ReplaceOne, text.Contains("is in your data at all is not protected.", StringComparison.Ordinal));
            Assert.Equal(neighbours == Neighbours.AddRemove, text.Contains("(2 epsilon)", StringComparison.Ordinal));
        }

        Assert.Equal(
            "| number of rows | " + (neighbours == Neighbours.ReplaceOne && most == 1, source) switch
            {
                _ when isExact => "public, exact",
                (_, Provenance.Public) or (true, Provenance.Dp) => "public",
                (true, _) => "public; declared by the owner",
                (false, Provenance.Declared) => "declared by the owner without looking at the data",
                (false, Provenance.Dp) => "protected: measured with noise",
                _ => "declared after looking at the data: not covered by epsilon",
            } + " |",
            cell);
    }

    // Whatever is none of the others.
    private static bool IsAfterLooking(Provenance source) => source is not (Provenance.Public or Provenance.Declared or Provenance.Dp or Provenance.Data);

    private static string Json(PrivacyStatement statement)
    {
        using var stream = new MemoryStream();
        StatementJson.Write(statement, stream);
        using var document = JsonDocument.Parse(stream.ToArray());
        return document.RootElement.GetProperty("guarantee").GetProperty("inWords").GetString()!;
    }
}
