using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Veil.Reports.Pages;

namespace Veil.Reports.Tests;

/// <summary>A page holds all it needs, runs nothing but its own scripts and says who may see it.</summary>
public sealed partial class PageTests
{
    private const string Attack = "<script>alert('x')</script><img src=x onerror=alert(1)>\"'&</script>";

    [Fact]
    public void What_names_and_labels_hold_is_text()
    {
        var html = Script().Replace(PageHtml.ToText(Examples.Page(Examples.Hostile(Attack)) with { Title = Attack, Facts = [(Attack, Attack)] }), "");

        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.DoesNotContain("alert('x')</script>", html, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(&#39;x&#39;)", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Control_characters_do_not_reach_the_page()
    {
        var html = PageHtml.ToText(Examples.Page(Examples.Result) with { Title = "a\0b\u001bc" });

        Assert.Contains("a\uFFFDb\uFFFDc", html, StringComparison.Ordinal);
        Assert.DoesNotContain('\0', html);
    }

    [Fact]
    public void The_policy_allows_the_scripts_of_the_page_and_no_others()
    {
        var html = PageHtml.ToText(Examples.Page(Examples.Result));
        var policy = WebUtility.HtmlDecode(Policy().Match(html).Groups[1].Value);
        var allowed = Hash().Matches(policy).Select(match => match.Groups[1].Value).ToHashSet();
        var scripts = Script().Matches(html).Select(match => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(match.Groups[1].Value)))).ToHashSet();

        Assert.Equal(4, scripts.Count);
        Assert.Equal(scripts.Order(), allowed.Order());
        Assert.StartsWith("default-src 'none'; script-src 'sha256-", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("connect-src", policy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_without_charts_has_no_scripts()
    {
        var page = new Page { Title = "Words", Audience = Audience.Public, Banner = "Words.", Sections = [new("words", "Words", "", [new Words(["One."])])] };
        var html = PageHtml.ToText(page);

        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.Contains("script-src &#39;none&#39;", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_refers_to_nothing_outside_itself()
    {
        var markup = Script().Replace(PageHtml.ToText(Examples.Page(Examples.Result)), "");

        Assert.DoesNotMatch("""(?i)\b(src|href|action)\s*=\s*["'](?!#)""", markup);
        Assert.DoesNotContain("url(", markup, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", markup, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(Audience.Internal, "Internal, do not publish", "May be published")]
    [InlineData(Audience.Public, "May be published", "Internal, do not publish")]
    public void The_banner_says_who_may_see_the_page(Audience audience, string said, string unsaid)
    {
        var html = PageHtml.ToText(Examples.Page(Examples.Result) with { Audience = audience });

        Assert.Contains(said, html, StringComparison.Ordinal);
        Assert.DoesNotContain(unsaid, html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_stands_under_each_picture()
    {
        var page = Examples.Page(Examples.Result);
        var html = PageHtml.ToText(page);

        Assert.Equal(Regex.Count(html, "<figure "), Regex.Count(html, "<details><summary>Table</summary>"));
        Assert.Equal(Examples.FiguresOf(page).Count(), Regex.Count(html, "<div class=\"chart\" role=\"img\" aria-label=\"[^\"]+\""));
    }

    [GeneratedRegex("http-equiv=\"Content-Security-Policy\" content=\"([^\"]*)\"")]
    private static partial Regex Policy();

    [GeneratedRegex("'sha256-([^']*)'")]
    private static partial Regex Hash();

    [GeneratedRegex("<script>(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Script();
}
