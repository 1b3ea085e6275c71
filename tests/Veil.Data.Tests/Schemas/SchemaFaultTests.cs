using Veil.Data.Errors;
using Veil.Data.Schemas;

namespace Veil.Data.Tests.Schemas;

public sealed class SchemaFaultTests
{
    [Theory]
    [InlineData("""{"name":"a","typ":"integer"}""", "schema-unknown-key", "$.fields[0]", "Did you mean 'type'?")]
    [InlineData("""{"name":"a","type":"interger"}""", "schema-unknown-word", "$.fields[0].type", "Did you mean 'integer'?")]
    [InlineData("""{"name":"a","type":"geopoint"}""", "schema-unknown-word", "$.fields[0].type", "string")]
    [InlineData("""{"name":"a","name":"b"}""", "schema-repeated-key", "$.fields[0].name", "")]
    [InlineData("""{"type":"integer"}""", "schema-missing-key", "$.fields[0]", "header")]
    [InlineData("""{"name":7}""", "schema-wrong-kind", "$.fields[0].name", "text")]
    [InlineData("""{"name":"a","type":null}""", "schema-wrong-kind", "$.fields[0].type", "text")]
    [InlineData("""["a"]""", "schema-wrong-kind", "$.fields[0]", "object")]
    [InlineData("""{"name":"a","type":"integer","constraints":{"minimum":"0","maximum":1}}""", "schema-wrong-kind", "$.fields[0].constraints.minimum", "number")]
    [InlineData("""{"name":"a","type":"integer","constraints":{"minimum":2,"maximum":1}}""", "schema-bounds-order", "$.fields[0].constraints.minimum", "")]
    [InlineData("""{"name":"a","type":"integer","constraints":{"minimum":2}}""", "schema-half-bounds", "$.fields[0].constraints", "both")]
    [InlineData("""{"name":"a","type":"integer","constraints":{"minimum":0.5,"maximum":1}}""", "schema-not-whole", "$.fields[0].constraints.minimum", "")]
    [InlineData("""{"name":"a","type":"integer","constraints":{"minimum":0,"maximum":1e18}}""", "schema-number", "$.fields[0].constraints.maximum", "")]
    [InlineData("""{"name":"a","type":"number","constraints":{"minimum":0,"maximum":1e999}}""", "schema-number", "$.fields[0].constraints.maximum", "")]
    [InlineData("""{"name":"a","type":"string","constraints":{"minimum":0,"maximum":1}}""", "schema-misplaced-key", "$.fields[0].constraints", "")]
    [InlineData("""{"name":"a","constraints":{"minimum":0,"maximum":1}}""", "schema-type-missing", "$.fields[0].constraints", "'type'")]
    [InlineData("""{"name":"a","type":"integer","constraints":{"enum":[1]}}""", "schema-unknown-key", "$.fields[0].constraints", "")]
    [InlineData("""{"name":"a","type":"integer","constraints":{"required":"yes"}}""", "schema-wrong-kind", "$.fields[0].constraints.required", "true or false")]
    [InlineData("""{"name":"a","type":"integer","privacy":{"step":0}}""", "schema-step", "$.fields[0].privacy.step", "")]
    [InlineData("""{"name":"a","type":"number","privacy":{"step":-0.1}}""", "schema-step", "$.fields[0].privacy.step", "")]
    [InlineData("""{"name":"a","type":"integer","privacy":{"step":0.5}}""", "schema-not-whole", "$.fields[0].privacy.step", "")]
    [InlineData("""{"name":"a","type":"date","privacy":{"step":1}}""", "schema-misplaced-key", "$.fields[0].privacy.step", "")]
    [InlineData("""{"name":"a","type":"integer","constraints":{"minimum":0,"maximum":9},"privacy":{"pointMasses":[10]}}""", "schema-point-mass", "$.fields[0].privacy.pointMasses[0]", "")]
    [InlineData("""{"name":"a","type":"integer","constraints":{"minimum":0,"maximum":90},"privacy":{"step":10,"pointMasses":[10,15]}}""", "schema-point-mass", "$.fields[0].privacy.pointMasses[1]", "")]
    [InlineData("""{"name":"a","type":"integer","privacy":{"pointMasses":[1,1]}}""", "schema-duplicate", "$.fields[0].privacy.pointMasses[1]", "")]
    [InlineData("""{"name":"a","type":"integer","privacy":{"pointMasses":[0.5]}}""", "schema-not-whole", "$.fields[0].privacy.pointMasses[0]", "")]
    [InlineData("""{"name":"a","type":"string","privacy":{"pointMasses":[1]}}""", "schema-misplaced-key", "$.fields[0].privacy.pointMasses", "")]
    [InlineData("""{"name":"a","type":"integer","privacy":{"bins":0}}""", "schema-bins", "$.fields[0].privacy.bins", "1024")]
    [InlineData("""{"name":"a","type":"date","privacy":{"bins":1025}}""", "schema-bins", "$.fields[0].privacy.bins", "1024")]
    [InlineData("""{"name":"a","type":"number","privacy":{"bins":-9223372036854775808}}""", "schema-bins", "$.fields[0].privacy.bins", "1024")]
    [InlineData("""{"name":"a","type":"number","privacy":{"bins":2.5}}""", "schema-wrong-kind", "$.fields[0].privacy.bins", "")]
    [InlineData("""{"name":"a","type":"number","privacy":{"bins":"32"}}""", "schema-wrong-kind", "$.fields[0].privacy.bins", "")]
    [InlineData("""{"name":"a","type":"string","privacy":{"bins":32}}""", "schema-misplaced-key", "$.fields[0].privacy.bins", "")]
    [InlineData("""{"name":"a","privacy":{"bins":32}}""", "schema-type-missing", "$.fields[0].privacy.bins", "'type'")]
    [InlineData("""{"name":"a","type":"string","categories":[]}""", "schema-categories-empty", "$.fields[0].categories", "")]
    [InlineData("""{"name":"a","type":"string","categories":["x","y","x"]}""", "schema-duplicate", "$.fields[0].categories[2]", "")]
    [InlineData("""{"name":"a","type":"string","categories":["x",1]}""", "schema-wrong-kind", "$.fields[0].categories[1]", "")]
    [InlineData("""{"name":"a","type":"integer","categories":[1,1.5]}""", "schema-wrong-kind", "$.fields[0].categories[1]", "")]
    [InlineData("""{"name":"a","type":"string","categories":[{"label":"x"}]}""", "schema-missing-key", "$.fields[0].categories[0]", "")]
    [InlineData("""{"name":"a","type":"string","categories":["x",""]}""", "schema-label-missing", "$.fields[0].categories[1]", "missingValues")]
    [InlineData("""{"name":"a","type":"date","categories":["x"]}""", "schema-misplaced-key", "$.fields[0].categories", "")]
    [InlineData("""{"name":"a","type":"boolean","categories":["x"]}""", "schema-misplaced-key", "$.fields[0].categories", "")]
    [InlineData("""{"name":"a","categories":["x"]}""", "schema-type-missing", "$.fields[0].categories", "")]
    [InlineData("""{"name":"a","type":"string","categoriesOrdered":true}""", "schema-categories-order", "$.fields[0].categoriesOrdered", "")]
    [InlineData("""{"name":"a","type":"number","privacy":{"granularity":"day"}}""", "schema-misplaced-key", "$.fields[0].privacy.granularity", "")]
    [InlineData("""{"name":"a","type":"date","privacy":{"granularity":"hour"}}""", "schema-granularity", "$.fields[0].privacy.granularity", "datetime")]
    [InlineData("""{"name":"a","type":"date","constraints":{"minimum":"2024-02-30","maximum":"2024-03-01"}}""", "schema-wrong-kind", "$.fields[0].constraints.minimum", "2024-12-31")]
    [InlineData("""{"name":"a","type":"datetime","constraints":{"minimum":"2024-01-01","maximum":"2024-03-01T00:00:00"}}""", "schema-wrong-kind", "$.fields[0].constraints.minimum", "T23:59:59")]
    [InlineData("""{"name":"a","type":"date","format":"%d.%m.%Q"}""", "schema-format", "$.fields[0].format", "%Y")]
    [InlineData("""{"name":"a","type":"date","format":"%d.%m."}""", "schema-format", "$.fields[0].format", "%Y")]
    [InlineData("""{"name":"a","type":"date","format":"%Y-%m-%d %H:%M"}""", "schema-format", "$.fields[0].format", "datetime")]
    [InlineData("""{"name":"a","type":"integer","format":"%Y"}""", "schema-misplaced-key", "$.fields[0].format", "")]
    [InlineData("""{"name":"a","type":"boolean","trueValues":["y"]}""", "schema-boolean-labels", "$.fields[0].falseValues", "")]
    [InlineData("""{"name":"a","type":"boolean","trueValues":["y","Y"],"falseValues":["n"]}""", "schema-boolean-labels", "$.fields[0].trueValues", "category")]
    [InlineData("""{"name":"a","type":"boolean","trueValues":["y"],"falseValues":["y"]}""", "schema-boolean-labels", "$.fields[0].falseValues", "")]
    [InlineData("""{"name":"a","type":"integer","trueValues":["y"],"falseValues":["n"]}""", "schema-misplaced-key", "$.fields[0].trueValues", "")]
    [InlineData("""{"name":"a","type":"integer","constraints":{"minimum":0,"maximum":9},"privacy":{"role":"identifier"}}""", "schema-never-read", "$.fields[0].privacy.role", "")]
    [InlineData("""{"name":"a","type":"string","categories":["x"],"privacy":{"role":"text"}}""", "schema-never-read", "$.fields[0].privacy.role", "")]
    [InlineData("""{"name":"a","privacy":{"role":"identifer"}}""", "schema-unknown-word", "$.fields[0].privacy.role", "Did you mean 'identifier'?")]
    [InlineData("""{"name":"a","privacy":{"provenance":"private"}}""", "schema-unknown-word", "$.fields[0].privacy.provenance", "public")]
    [InlineData("""{"name":"a","privacy":{"provenance":{"bonds":"public"}}}""", "schema-unknown-key", "$.fields[0].privacy.provenance", "Did you mean 'bounds'?")]
    public void A_fault_of_a_field_has_code_place_and_way_out(string field, string code, string path, string wayOut)
    {
        var faults = SchemaJson.Validate($$"""{"fields":[{{field}}]}""");

        var fault = Assert.Single(faults);
        Assert.Equal((code, path), (fault.Code, fault.Path));
        Assert.Contains(wayOut, fault.WayOut, StringComparison.Ordinal);
        Assert.EndsWith(".", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{}""", "schema-missing-key", "$")]
    [InlineData("""[]""", "schema-wrong-kind", "$")]
    [InlineData("""{"fields":{}}""", "schema-wrong-kind", "$.fields")]
    [InlineData("""{"fields":[],"feilds":[]}""", "schema-unknown-key", "$")]
    [InlineData("""{"fields":[{"name":"a"},{"name":"b"},{"name":"a"}]}""", "schema-duplicate-name", "$.fields[2].name")]
    [InlineData("""{"fields":[{"name":"id"}],"privacy":{"entity":"ID_"}}""", "schema-entity-unknown", "$.privacy.entity")]
    [InlineData("""{"fields":[{"name":"id"}],"privacy":{"entity":"id","maxRowsPerEntity":0}}""", "schema-max-rows", "$.privacy.maxRowsPerEntity")]
    [InlineData("""{"fields":[{"name":"id"}],"privacy":{"entity":"id","maxRowsPerEntity":-5000000000}}""", "schema-max-rows", "$.privacy.maxRowsPerEntity")]
    [InlineData("""{"fields":[{"name":"id"}],"privacy":{"entity":"id","maxRowsPerEntity":5000000000}}""", "schema-wrong-kind", "$.privacy.maxRowsPerEntity")]
    [InlineData("""{"fields":[],"privacy":{"maxRowsPerEntity":2}}""", "schema-max-rows", "$.privacy.maxRowsPerEntity")]
    [InlineData("""{"fields":[],"privacy":{"rows":-1}}""", "schema-rows", "$.privacy.rows")]
    [InlineData("""{"fields":[],"privacy":{"rows":1.5}}""", "schema-wrong-kind", "$.privacy.rows")]
    [InlineData("""{"fields":[],"privacy":{"rowsProvenance":"dp"}}""", "schema-rows", "$.privacy.rowsProvenance")]
    [InlineData("""{"fields":[],"privacy":{"version":0}}""", "schema-version", "$.privacy.version")]
    [InlineData("""{"fields":[],"novelty":1,"privacy":{"version":2,"novel":[]}}""", "schema-newer", "$.privacy.version")]
    [InlineData("""{"fields":[],"missingValues":"NA"}""", "schema-wrong-kind", "$.missingValues")]
    [InlineData("""{"fields":[],"dialect":{"delimiter":"::"}}""", "schema-wrong-kind", "$.dialect.delimiter")]
    [InlineData("""{"fields":[],"dialect":{"delimiter":"x"}}""", "schema-wrong-kind", "$.dialect.delimiter")]
    [InlineData("""{"fields":[],"dialect":{"delimiter":"|","quoteChar":"|"}}""", "schema-dialect", "$.dialect.quoteChar")]
    [InlineData("""{"fields":[],"dialect":{"encoding":"utf-9"}}""", "schema-unknown-word", "$.dialect.encoding")]
    [InlineData("""{"fields":[],"dialect":{"decimalChar":"'"}}""", "schema-wrong-kind", "$.dialect.decimalChar")]
    [InlineData("""{"fields":[],"dialect":{"compression":"zip"}}""", "schema-wrong-kind", "$.dialect.compression")]
    [InlineData("""{"fields":[],"name":"\ud800"}""", "schema-not-utf8", "$")]
    public void A_fault_of_the_table_has_code_and_place(string json, string code, string path)
    {
        var fault = Assert.Single(SchemaJson.Validate(json));

        Assert.Equal((code, path), (fault.Code, fault.Path));
    }

    [Theory]
    [InlineData("{\n  \"fields\": [NaN]}", "line 2, byte 14")]
    [InlineData("{\"fields\": [],}", "line 1, byte 15")]
    [InlineData("", "line 1, byte 1")]
    public void Malformed_json_has_line_and_byte(string json, string place)
    {
        var fault = Assert.Single(SchemaJson.Validate(json));

        Assert.Equal("schema-not-json", fault.Code);
        Assert.Contains(place, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_has_a_limit() =>
        Assert.Equal("schema-not-json", Assert.Single(SchemaJson.Validate(new string('[', 5000))).Code);

    [Fact]
    public void Size_has_a_limit()
    {
        using var endless = new MemoryStream(new byte[SchemaJson.SizeLimit + 1]);

        Assert.Equal("schema-too-large", Assert.Single(SchemaJson.Validate(endless)).Code);
        Assert.Equal("schema-too-large", Assert.Single(SchemaJson.Validate(new string(' ', SchemaJson.SizeLimit + 1))).Code);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused()
    {
        using var stream = new MemoryStream([.. """{"fields":[{"name":"a"""u8, 0xFF, .. "\"}]}"u8]);

        Assert.Equal("schema-not-utf8", Assert.Single(SchemaJson.Validate(stream)).Code);
    }

    [Fact]
    public void All_faults_are_listed_without_follow_ups()
    {
        var faults = SchemaJson.Validate("""
            {"fields":[
              {"name":"a","type":"integre","constraints":{"minimum":5,"maximum":1}},
              {"name":"b","type":"number","privacy":{"step":-1}},
              {"name":"b","type":"number","constraints":{"minimum":5,"maximum":1}}],
             "privacy":{"entity":"c"}}
            """);

        Assert.Equal(
            [
                "$.fields[0].type", "$.fields[1].privacy.step", "$.fields[2].constraints.minimum",
                "$.fields[2].name", "$.privacy.entity",
            ],
            faults.Select(fault => fault.Path));
    }

    [Fact]
    public void Parsing_throws_the_first_fault_with_the_name_of_the_file()
    {
        var fault = Assert.Throws<VeilException>(
            () => SchemaJson.Parse("""{"fields":[{"name":"a","type":"integer","privacy":{"setp":1}}]}""", "my.json"));

        Assert.Equal(FaultKind.BadInput, fault.Kind);
        Assert.Equal("schema-unknown-key", fault.Code);
        Assert.Equal("my.json, $.fields[0].privacy: There is no key 'setp' here.", fault.Message);
        Assert.Equal("Did you mean 'step'?", fault.WayOut);
    }

    [Fact]
    public void No_message_holds_a_category_or_a_bound()
    {
        const string canary = "canary1742";
        var faults = SchemaJson.Validate($$"""
            {"missingValues":["{{canary}}"],"fields":[
              {"name":"a","type":"string","categories":["{{canary}}","x","x","{{canary}}"]},
              {"name":"b","type":"boolean","trueValues":["{{canary}}"],"falseValues":["{{canary}}"]},
              {"name":"c","type":"date","categories":["{{canary}}"],"format":"{{canary}}"},
              {"name":"d","type":"integer","categories":["{{canary}}"]},
              {"name":"e","type":"integer","constraints":{"minimum":1742.5,"maximum":-17421742} }]}
            """);

        Assert.True(faults.Count >= 6);
        Assert.DoesNotContain(faults, fault => (fault.Message + fault.WayOut).Contains("1742", StringComparison.Ordinal));
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var fault = Assert.Throws<VeilException>(() => SchemaJson.Load("/nowhere/at.all"));

        Assert.Equal("schema-not-found", fault.Code);
    }

    [Fact]
    public void A_folder_that_is_not_there_cannot_be_written_to()
    {
        var fault = Assert.Throws<VeilException>(() => SchemaJson.Save(new Schema(), "/nowhere/at.all"));

        Assert.Equal(("schema-not-written", FaultKind.CannotFinish), (fault.Code, fault.Kind));
    }
}
