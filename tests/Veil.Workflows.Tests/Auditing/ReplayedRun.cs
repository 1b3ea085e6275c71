using System.Security.Cryptography;
using System.Text;
using Veil.Auditing;
using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Data.Formats.Csv;
using Veil.Data.Schemas;
using Veil.Privacy.Accounting;
using Veil.Privacy.Noise;
using Veil.Synthesis.Models;
using Veil.Workflows.Training;

namespace Veil.Workflows.Tests.Auditing;

/// <summary>How the runs of an audit are made: everything but the table.</summary>
/// <param name="Method">Name of the method.</param>
/// <param name="Options">Its options, by name.</param>
/// <param name="Schema">What is known of the table; null for nothing.</param>
/// <param name="Privacy">The guarantee.</param>
internal sealed record ReplayedRun(string Method, IReadOnlyDictionary<string, string> Options, Schema? Schema, PrivacyRequest Privacy)
{
    private const ulong SamplingSeed = 7;
    private const int SampledRows = 20;

    /// <summary>Records a table, replays its answers on each of its neighbours, and tells everything that a reader of the release would see differ.</summary>
    public List<string> Alarms(Neighbourhood tables, out double largest)
    {
        var recording = new Recording();
        PrivacyStatement? statement = null;
        var recorded = Outcome(tables.File(tables.Lines), recording.Source, model => statement = model.Statement);
        var alarms = new List<string>(statement is null ? [] : Ledger.Alarms(recording, statement.Guarantee!, statement.Rule!.Value, statement.Charges));
        largest = 0;
        foreach (var (what, lines) in tables.Neighbours)
        {
            var replay = recording.Replay();
            var replayed = Outcome(tables.File(lines), replay.Source);
            if (IsStoppedByReader(replayed))
            {
                // A reader that is told to stop at a bad row releases nothing: not a question has been asked.
                Assert.Equal(0, replay.Asked);
                continue;
            }

            var differences = recorded.Keys.Union(replayed.Keys)
                .Where(key => recorded.GetValueOrDefault(key) != replayed.GetValueOrDefault(key))
                .Select(key => $"The {key} is '{recorded.GetValueOrDefault(key)}' for one and '{replayed.GetValueOrDefault(key)}' for the other.");
            var found = replay.Alarms().Concat(differences);
            alarms.AddRange(found.Select(alarm => $"{tables.Name}, {what}: {alarm}"));
            largest = Math.Max(largest, replay.Largest);
        }

        return alarms;
    }

    // Under replace-one a run may not leave out what it cannot read: the number of rows is public there.
    private bool BadRowsMayGo => Privacy.Neighbours == Neighbours.AddRemove;

    private static bool IsStoppedByReader(Dictionary<string, string> outcome) =>
        outcome["outcome"].StartsWith($"{FaultKind.BadInput} csv-", StringComparison.Ordinal);

    /// <summary>Everything that leaves a run, by name.</summary>
    public Dictionary<string, string> Outcome(string file, NoiseSource noise, Action<SynthesisModel>? look = null)
    {
        try
        {
            var trained = new TrainJob().Run(
                new TrainRequest
                {
                    Input = Jobs.Source(file, new CsvReadOptions
                    {
                        BadRows = BadRowsMayGo ? BadRows.Drop : BadRows.Fail,
                        Declared = new DeclaredDialect { HasHeader = true },
                    }),
                    Schema = Schema,
                    Method = Method,
                    Options = Options,
                    Privacy = Privacy,
                    Noise = noise,
                    RunId = new string('0', 32),
                },
                null,
                TestContext.Current.CancellationToken);
            var model = trained.Model;
            look?.Invoke(model);
            using var saved = new MemoryStream();
            model.Save(saved);
            using var statement = new MemoryStream();
            StatementJson.Write(model.Statement, statement);
            return new Dictionary<string, string>
            {
                ["outcome"] = "model",
                ["reason for the method"] = trained.Reason ?? "",
                ["model file"] = Convert.ToHexString(SHA256.HashData(saved.ToArray())),
                ["schema of the rows"] = string.Join(", ", model.OutputSchema.Columns.Select(column => $"{column.Name}: {column.Type?.Value}")),
                ["statement"] = Encoding.UTF8.GetString(statement.ToArray()) + StatementMarkdown.Write(model.Statement),
                ["rows"] = Jobs.Sample(model, SampledRows, SamplingSeed),
                ["number of rows"] = $"{model.DefaultRows}",
            };
        }
        catch (VeilException refusal)
        {
            return new Dictionary<string, string> { ["outcome"] = $"{refusal.Kind} {refusal.Code}: {refusal.Message} {refusal.WayOut}" };
        }
        catch (ReplayEndedException)
        {
            // The replay has noted why.
            return new Dictionary<string, string> { ["outcome"] = "asks for something else" };
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            return new Dictionary<string, string> { ["outcome"] = fault.ToString() };
        }
    }
}
