using System.Globalization;
using Veil.Reports.Charts;

namespace Veil.Reports.Pages;

/// <summary>
/// Writes a page as one self-contained HTML file, without network access or other files. Its content security policy
/// allows only the scripts of this program, and no requests, whatever names and labels contain.
/// </summary>
public static class PageHtml
{
    private const int MostRows = 200;

    /// <summary>Writes the page as UTF-8.</summary>
    /// <param name="page">The page.</param>
    /// <param name="stream">The stream to write to; left open.</param>
    public static void Write(Page page, Stream stream) => stream.Write(System.Text.Encoding.UTF8.GetBytes(ToText(page)));

    /// <summary>The page as text.</summary>
    public static string ToText(Page page)
    {
        var html = new HtmlText();
        IReadOnlyList<Asset> scripts = page.Sections.SelectMany(section => section.Blocks).Any(HasChart) ? Asset.Scripts : [];
        var allowed = scripts.Count == 0 ? "'none'" : string.Join(' ', scripts.Select(script => script.Hash));
        var isInternal = page.Audience == Audience.Internal;
        html.Add($"<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");

        // The charts set styles on elements, so styles cannot be allowed by hash.
        html.Add(
            $"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; "
                + $"img-src data: blob:; base-uri 'none'; form-action 'none'\">\n");
        html.Add(
            $"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                + $"<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"robots\" content=\"noindex\">\n");
        html.Add($"<title>{page.Title}</title>\n<style>");
        html.AddAsset(Asset.Style.Text);
        html.Add($"</style>\n</head>\n<body class=\"{(isInternal ? "internal" : "public")}\">\n");
        html.Add(
            $"<div class=\"banner\" role=\"note\"><strong>{(isInternal ? "Internal, do not publish" : "May be published")}</strong> "
                + $"<span>{page.Banner}</span></div>\n");
        html.Add(
            $"<header>\n<div class=\"heading\"><h1>{page.Title}</h1>"
                + $"<div><button id=\"theme\" type=\"button\" hidden>Light or dark</button> "
                + $"<button id=\"print\" type=\"button\" hidden>Print</button></div></div>\n");
        WriteFacts(html, page);
        html.Add($"<nav aria-label=\"Sections\">");
        foreach (var section in page.Sections)
        {
            html.Add($"<a href=\"#{section.Id}\">{section.Title}</a> ");
        }

        html.Add($"</nav>\n");
        if (scripts.Count > 0)
        {
            html.Add($"<noscript><p>Charts need JavaScript, which this file contains; the tables below them do not.</p></noscript>\n");
        }

        html.Add($"</header>\n<main>\n");
        foreach (var section in page.Sections)
        {
            html.Add($"<section id=\"{section.Id}\">\n<h2>{section.Title}</h2>\n<p class=\"lead\">{section.Lead}</p>\n");
            foreach (var block in section.Blocks)
            {
                Write(html, block);
            }

            html.Add($"</section>\n");
        }

        html.Add($"</main>\n<footer><p>");
        if (scripts.Count > 0)
        {
            html.Add(
                $"Drawn by Veil with Vega, Vega-Lite and Vega-Embed "
                    + $"(BSD 3-clause, University of Washington Interactive Data Lab and contributors). ");
        }

        html.Add($"This file fetches nothing and sends nothing.</p></footer>\n");
        foreach (var script in scripts)
        {
            html.Add($"<script>");
            html.AddAsset(script.Text);
            html.Add($"</script>\n");
        }

        html.Add($"</body>\n</html>\n");
        return html.ToString();
    }

    private static bool HasChart(Block block) =>
        block is Figures { Items.Count: > 0 } || (block is Cards cards && cards.Items.Any(card => card.Figure is not null));

    private static void WriteFacts(HtmlText html, Page page)
    {
        if (page.Facts.Count == 0)
        {
            return;
        }

        html.Add($"<dl class=\"facts\">");
        foreach (var (name, value) in page.Facts)
        {
            html.Add($"<div><dt>{name}</dt><dd>{value}</dd></div>");
        }

        html.Add($"</dl>\n");
    }

    private static void Write(HtmlText html, Block block)
    {
        switch (block)
        {
            case Words words:
                foreach (var sentence in words.Sentences)
                {
                    html.Add($"<p>{sentence}</p>\n");
                }

                break;
            case Points points:
                html.Add($"<ul>");
                foreach (var item in points.Items)
                {
                    html.Add($"<li>{item}</li>\n");
                }

                html.Add($"</ul>\n");
                break;
            case TextGrid { Fold: { } name } grid:
                html.Add($"<details><summary>{name}</summary>\n");
                WriteTable(html, grid.Caption, grid.Header, grid.Rows, grid.Numeric.Contains);
                html.Add($"</details>\n");
                break;
            case TextGrid grid:
                WriteTable(html, grid.Caption, grid.Header, grid.Rows, grid.Numeric.Contains);
                break;
            case Cards cards:
                WriteCards(html, cards);
                break;
            case Figures figures:
                WriteFigures(html, figures);
                break;
        }
    }

    private static void WriteCards(HtmlText html, Cards cards)
    {
        html.Add($"<div class=\"cards\">\n");
        foreach (var card in cards.Items)
        {
            html.Add(
                $"<article class=\"card\"><h3>{card.Title}</h3>\n"
                    + $"<p class=\"value\">{card.Value}<small>{card.Aside}</small></p>\n<p>{card.Sentence}</p>\n");
            if (card.Figure is { } figure)
            {
                WriteChart(html, figure);
            }

            html.Add($"</article>\n");
        }

        html.Add($"</div>\n");
    }

    private static void WriteFigures(HtmlText html, Figures figures)
    {
        if (figures.Shown > 0)
        {
            WriteGrid(html, figures.Items.Take(figures.Shown));
        }

        if (figures.Items.Count > figures.Shown)
        {
            html.Add($"<details class=\"more\"><summary>{figures.Items.Count - figures.Shown} {figures.Others}</summary>\n");
            WriteGrid(html, figures.Items.Skip(figures.Shown));
            html.Add($"</details>\n");
        }
    }

    private static void WriteGrid(HtmlText html, IEnumerable<Figure> figures)
    {
        html.Add($"<div class=\"figures\">\n");
        foreach (var figure in figures)
        {
            html.Add(
                $"<figure class=\"{(figure.IsWide ? "wide" : "small")}\">"
                    + $"<figcaption><h3>{figure.Title}</h3><p>{figure.Says}</p></figcaption>\n");
            WriteChart(html, figure);
            var rows = figure.Data.Rows;
            html.Add($"<details><summary>Table</summary>\n");
            WriteTable(
                html,
                rows.Count > MostRows
                    ? $"The first {MostRows} of {rows.Count.ToString(CultureInfo.InvariantCulture)} rows; the CSV has all."
                    : "",
                [.. figure.Data.Fields.Select(field => field.Title)],
                [.. rows.Take(MostRows).Select(row => row.Select((value, i) => InWords(value, figure.Data.Fields[i])).ToList())],
                column => rows.All(row => row[column] is not string));
            html.Add($"</details></figure>\n");
        }

        html.Add($"</div>\n");
    }

    private static void WriteChart(HtmlText html, Figure figure)
    {
        html.Add(
            $"<div class=\"chart\" role=\"img\" aria-label=\"{figure.Says}\" data-name=\"{figure.Title}\"></div>"
                + $"<script type=\"application/json\">");
        html.AddAsset(ChartJson.Write(figure.View, figure.Data, figure.Says));
        html.Add($"</script>\n");
    }

    private static void WriteTable(
        HtmlText html, string caption, IReadOnlyList<string> header, IReadOnlyList<IReadOnlyList<string>> rows, Func<int, bool> isNumeric)
    {
        html.Add($"<div class=\"table\"><table>");
        if (caption.Length > 0)
        {
            html.Add($"<caption>{caption}</caption>");
        }

        html.Add($"<thead><tr>");
        for (var i = 0; i < header.Count; i++)
        {
            html.Add($"<th scope=\"col\" class=\"{(isNumeric(i) ? "number" : "text")}\">{header[i]}</th>");
        }

        html.Add($"</tr></thead>\n<tbody>");
        foreach (var row in rows)
        {
            html.Add($"<tr>");
            for (var i = 0; i < row.Count; i++)
            {
                html.Add($"<td class=\"{(isNumeric(i) ? "number" : "text")}\">{row[i]}</td>");
            }

            html.Add($"</tr>\n");
        }

        html.Add($"</tbody></table></div>\n");
    }

    private static string InWords(object? value, Field field) => value switch
    {
        string text => text,
        IFormattable number => number.ToString(field.Format, CultureInfo.InvariantCulture),
        _ => "–",
    };
}
