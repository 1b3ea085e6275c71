using FsCheck;
using FsCheck.Fluent;
using Veil.Data.Files;
using Veil.Data.Formats;
using Veil.Data.Formats.Csv;
using Veil.Data.Schemas;

namespace Veil.Data.Tests.Formats;

/// <summary>What a schema file may say of a dialect is what delimited text understands.</summary>
public class CsvDialectJsonTests
{
    [Fact]
    public void Every_dialect_comes_back() => Prop.ForAll(
        (from delimiter in Gen.Elements(',', ';', '\t', '|')
         from quote in Gen.Elements('"', '\'', CsvDialect.NoQuote)
         from encoding in Gen.Elements(Enum.GetValues<TextEncoding>())
         from mark in Gen.Elements('.', ',')
         from flags in Gen.Choose(0, 31)
         select new CsvDialect(delimiter, quote, (flags & 1) > 0, encoding, mark)
         {
             HasByteOrderMark = (flags & 2) > 0,
             IsGzip = (flags & 4) > 0,
             SkipLines = flags & 8,
             Comment = (flags & 8) > 0 ? '#' : null,
             Escape = (flags & 16) > 0 ? '\\' : null,
             TrimsBlanks = (flags & 16) > 0,
         })
            .ToArbitrary(),
        dialect => CsvDialectJson.Read(CsvDialectJson.Write(dialect)) == dialect).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_encoding_that_a_schema_file_may_name_is_understood() => Assert.All(
        CodePages.UsualNames.Concat(["utf8", "latin1", "iso-8859-1", "cp1251", "big5"]),
        word => CsvDialectJson.Read(new FileDialect($$"""{"encoding":"{{word}}"}""")));

    [Fact]
    public void What_is_not_said_is_as_usual() => Assert.Equal(new CsvDialect(';'), CsvDialectJson.Read(new FileDialect("""{"delimiter":";"}""")));

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"delimiter":1}""")]
    [InlineData("""{"delimiter":";;"}""")]
    [InlineData("""{"encoding":"ebcdic"}""")]
    [InlineData("""{"header":"yes"}""")]
    public void Anything_else_is_no_dialect(string json) => Assert.Throws<ArgumentException>(() => CsvDialectJson.Read(new FileDialect(json)));
}
