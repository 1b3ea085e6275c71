using Veil.Data.Formats;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Synthesis.Models;
using Veil.Workflows.Training;

namespace Veil.Packaging.Tests;

/// <summary>The C# of the README, line by line: what stands between the marks stands there.</summary>
internal static class ReadmeExample
{
    public static List<Table> Run(TextWriter output)
    {
        var ages = Enumerable.Range(0, 5000).Select(i => (long)(18 + (i * i % 70))).ToArray();
        var towns = Enumerable.Range(0, 5000).Select(i => i * i % 70 / 30).ToArray();

        // README
        var schema = SchemaJson.Parse("""
            {"fields": [{"name": "age", "type": "integer", "constraints": {"minimum": 0, "maximum": 99}},
                        {"name": "town", "type": "string", "categories": ["Ashby", "Borough", "Crewe"]}],
             "privacy": {"version": 1, "provenance": "declared"}}
            """, "people");
        var town = new LabelColumn("town", towns, LabelPool.Of(["Ashby", "Borough", "Crewe"]), ColumnType.Category);
        var people = new Table([new IntegerColumn("age", ages), town]);
        var request = new TrainRequest
        {
            Input = new MemorySource(people),
            Schema = schema,
            Method = "mst",
            Privacy = new PrivacyRequest { Epsilon = 1 },
        };
        var model = new TrainJob().Run(request, progress: null, CancellationToken.None).Model;
        var synthetic = model.Sample(rows: 5000, seed: 1).ToList();
        output.Write(StatementMarkdown.Write(model.Statement));
        // README

        return synthetic;
    }
}
