using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Veil.Data.Errors;
using Veil.Data.Tables;
using Veil.Synthesis.Models;
using Veil.Synthesis.Tests.Contract;

namespace Veil.Synthesis.Tests.Models;

/// <summary>Model files with coarser views of columns, counts of groups and potentials.</summary>
public sealed class ViewFileTests
{
    private static readonly SynthesisModel s_model = Fit();
    private static readonly byte[] s_file = Fitting.Save(s_model);

    [Fact]
    public void All_of_it_comes_back()
    {
        var (content, again) = (s_model.Content, Fitting.Load(s_file).Content);

        // Without these the tests below would test nothing.
        Assert.NotEmpty(content.Views);
        Assert.Contains(content.Measurements, measurement => measurement.Groups.Length > 0);
        Assert.NotEmpty(content.Potentials);

        Assert.Equal(content.Views.Length, again.Views.Length);
        Assert.All(content.Views.Zip(again.Views), pair =>
        {
            Assert.Equal(pair.First.Attribute, pair.Second.Attribute);
            Assert.Equal(pair.First.Groups, pair.Second.Groups);
        });
        Assert.All(content.Potentials.Zip(again.Potentials), pair =>
        {
            Assert.Equal(pair.First.Nodes, pair.Second.Nodes);
            Assert.Equal(pair.First.Logs, pair.Second.Logs);
        });
        Assert.All(content.Measurements.Zip(again.Measurements), pair =>
        {
            Assert.Equal(pair.First.Counts, pair.Second.Counts);
            Assert.Equal(pair.First.Groups.Select(groups => string.Join(' ', groups)), pair.Second.Groups.Select(groups => string.Join(' ', groups)));
        });
        Assert.Equal(s_file, Fitting.Save(Fitting.Load(s_file)));
        Assert.Equal(Fitting.Csv(s_model, 500, 3), Fitting.Csv(Fitting.Load(s_file), 500, 3));
    }

    [Fact]
    public void Fits_of_the_same_rows_and_noise_are_the_same_but_for_rounding_errors()
    {
        var again = Fit();
        var (first, second) = (ModelArchive.Open(s_file).Entries, ModelArchive.Open(Fitting.Save(again)).Entries);

        // Sums of the fit may be taken in another order: the last bits of its potentials are not promised.
        Assert.Equal(first.Keys, second.Keys);
        Assert.All(
            first.Where(entry => !entry.Key.StartsWith("potentials/", StringComparison.Ordinal)),
            entry => Assert.Equal((entry.Key, Convert.ToHexString(entry.Value)), (entry.Key, Convert.ToHexString(second[entry.Key]))));
        Assert.All(
            s_model.Content.Potentials.Zip(again.Content.Potentials),
            pair => Assert.All(pair.First.Logs.Zip(pair.Second.Logs), logs => Assert.Equal(logs.First, logs.Second, 1e-6)));
    }

    [Fact]
    public void What_does_not_fit_together_is_refused()
    {
        var grouped = s_model.Content.Measurements.ToList().FindIndex(measurement => measurement.Groups.Length > 0);
        var name = s_model.Content.Measurements[grouped].Attributes[0];
        var logs = Potential(0);
        var pair = s_model.Content.Potentials.ToList().FindIndex(potential => potential.Nodes.Length > 1);
        var changes = new Dictionary<string, Action<ModelArchive>>
        {
            ["view with a gap"] = archive => Change(archive, json => Raise(View(json))),
            ["view too short"] = archive => Change(archive, json => View(json).RemoveAt(0)),
            ["view too long"] = archive => Change(archive, json => View(json).Add(0)),
            ["negative group"] = archive => Change(archive, json => View(json)[0] = -1),
            ["group of text"] = archive => Change(archive, json => View(json)[0] = "a"),
            ["view of no attribute"] = archive => Change(archive, json => json["views"]![0]!["attribute"] = 99),
            ["view of attribute -1"] = archive => Change(archive, json => json["views"]![0]!["attribute"] = -1),
            ["view without groups"] = archive => Change(archive, json => json["views"]![0]!.AsObject().Remove("groups")),
            ["view less"] = archive => Change(archive, json => json["views"]!.AsArray().RemoveAt(json["views"]!.AsArray().Count - 1)),
            ["measurement with a gap"] = archive => Change(archive, json => Raise(Groups(json))),
            ["measurement too short"] = archive => Change(archive, json => Groups(json).RemoveAt(0)),
            ["groups of another attribute"] = archive => Change(archive, json =>
            {
                var groups = json["measurements"]![grouped]!["groups"]!.AsObject();
                var values = groups[name]!.DeepClone();
                groups.Remove(name);
                groups["zzz"] = values;
            }),
            ["measurement without its groups"] = archive => Change(archive, json => json["measurements"]![grouped]!.AsObject().Remove("groups")),
            ["unknown node"] = archive => Change(archive, json => json["potentials"]![0]![0] = 999),
            ["negative node"] = archive => Change(archive, json => json["potentials"]![0]![0] = -1),
            ["nodes in another order"] = archive => Change(archive, json => json["potentials"]![pair] = new JsonArray(
                [.. json["potentials"]![pair]!.AsArray().Reverse().Select(node => node!.DeepClone())])),
            ["node twice"] = archive => Change(archive, json => json["potentials"]![pair]!.AsArray().Insert(0, json["potentials"]![pair]![0]!.DeepClone())),
            ["potential more"] = archive => Change(archive, json => json["potentials"]!.AsArray().Add(new JsonArray(0))),
            ["potential too short"] = archive => archive.Entries[logs] = archive.Entries[logs][..^8],
            ["half a number"] = archive => archive.Entries[logs] = archive.Entries[logs][..^3],
            ["not a number"] = archive => Write(archive, double.NaN),
            ["plus infinity"] = archive => Write(archive, double.PositiveInfinity),
            ["nothing can be"] = archive =>
            {
                for (var at = 0; at < archive.Entries[logs].Length; at += 8)
                {
                    Write(archive, double.NegativeInfinity, at);
                }
            },
            ["potential absent"] = archive => archive.Entries.Remove(logs),
        };
        foreach (var (what, change) in changes)
        {
            var archive = ModelArchive.Open(s_file);
            change(archive);
            var file = archive.Close();
            try
            {
                Assert.Single(Fitting.Load(file).Sample(10, 1, TestContext.Current.CancellationToken));
                Assert.Fail($"{what}: the model was taken for good.");
            }
            catch (Exception fault) when (fault is not Xunit.Sdk.XunitException)
            {
                Assert.True(fault is VeilException { Code: "model-damaged" }, $"{what}: {fault}");
            }
        }

        void Change(ModelArchive archive, Action<JsonObject> edit) => archive.Change("model.json", edit);
        JsonArray View(JsonObject json) => json["views"]![0]!["groups"]!.AsArray();
        JsonArray Groups(JsonObject json) => json["measurements"]![grouped]!["groups"]![name]!.AsArray();
        void Write(ModelArchive archive, double value, int at = 0)
        {
            var bytes = archive.Entries[logs].ToArray();
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(at), value);
            archive.Entries[logs] = bytes;
        }
    }

    // The largest group becomes one larger still: its number is left out.
    private static void Raise(JsonArray groups)
    {
        var largest = groups.Max(group => (int)group!);
        for (var cell = 0; cell < groups.Count; cell++)
        {
            groups[cell] = (int)groups[cell]! == largest ? largest + 1 : (int)groups[cell]!;
        }
    }

    private static string Potential(int index) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"potentials/{index:00000}.f64");

    // Numbers that hardly tell of each other: their relation stands out of the noise when neighbouring values are counted together.
    private static SynthesisModel Fit()
    {
        var random = new Random(5);
        var values = Enumerable.Range(0, 4000).Select(_ => (long)random.Next(100)).ToArray();
        var rows = new Table(
        [
            new IntegerColumn("age", values),
            new DecimalColumn("income", [.. values.Select(value => (20.0 * value) + random.Next(3000))]),
            new IntegerColumn("joined", [.. values.Select(value => (10 * value) + random.Next(2000))], ColumnType.Date),
        ]);
        var schema = SmallTable.Schema with { Columns = [SmallTable.Schema.Find("age")!, SmallTable.Schema.Find("income")!, SmallTable.Schema.Find("joined")!] };
        return Fitting.Fit("aim", rows, schema, epsilon: 1);
    }
}
