using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Veil.Data.Schemas;
using Veil.Privacy.Accounting;
using Veil.Privacy.Ledger;

namespace Veil.Synthesis.Models;

/// <summary>The privacy statement as JSON, for programs.</summary>
public static class StatementJson
{
    private const string Checksum = "sha256";
    private const string DiscreteGaussian = "discrete-gaussian";
    private const string RoundedGaussian = "rounded-gaussian";

    // The same bytes on every system.
    private static readonly JsonWriterOptions s_options = new() { Indented = true, NewLine = "\n" };

    /// <summary>Writes a statement. Its last member is the SHA-256 of the others as they are written, so that damage is found.</summary>
    public static void Write(PrivacyStatement statement, Stream stream)
    {
        using var facts = new MemoryStream();
        WriteFacts(statement, facts);
        using var document = JsonDocument.Parse(facts.ToArray());
        stream.Write(Written(document.RootElement, Sha256(facts.ToArray())));
    }

    /// <summary>
    /// True when a statement has the very bytes that it was written with. It finds damage, not forgery: whoever changes a statement on
    /// purpose can compute its SHA-256 too.
    /// </summary>
    /// <exception cref="JsonException">It is no JSON object.</exception>
    public static bool IsAsWritten(ReadOnlyMemory<byte> utf8)
    {
        using var document = JsonDocument.Parse(utf8);
        var root = document.RootElement;
        return root.ValueKind == JsonValueKind.Object
            && Written(root, Sha256(Written(root, null))).AsSpan().SequenceEqual(utf8.Span);
    }

    private static byte[] Written(JsonElement root, string? checksum)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, s_options))
        {
            json.WriteStartObject();
            foreach (var member in root.EnumerateObject().Where(member => member.Name != Checksum))
            {
                member.WriteTo(json);
            }

            if (checksum is not null)
            {
                json.WriteString(Checksum, checksum);
            }

            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static void WriteFacts(PrivacyStatement statement, Stream stream)
    {
        using var json = new Utf8JsonWriter(stream, s_options);
        json.WriteStartObject();
        json.WriteNumber("statementVersion", PrivacyStatement.CurrentVersion);
        json.WriteString("mode", statement.Mode.ToString().ToLowerInvariant());
        json.WriteString("method", statement.Method);
        WriteGuarantee(json, statement);
        WriteCharges(json, statement);
        WriteColumns(json, statement);
        json.WriteStartObject("table");
        WriteFacts(json, statement.TableFacts);
        json.WriteEndObject();
        WriteAfterLooking(json, statement);
        json.WriteStartArray("limitations");
        foreach (var limitation in statement.Limitations)
        {
            json.WriteStringValue(limitation);
        }

        json.WriteEndArray();
        json.WriteBoolean("secureNoise", statement.SecureNoise);
        json.WriteBoolean("badRowsMayBeLeftOut", statement.BadRowsMayBeLeftOut);
        if (statement.AcceptedBecause is { } reason)
        {
            json.WriteString("acceptedBecause", reason);
        }

        if (statement.AcceptedDeltaBecause is { } reasonOfDelta)
        {
            json.WriteString("acceptedDeltaBecause", reasonOfDelta);
        }

        if (statement.RowsSource is { } source)
        {
            json.WriteString("rowsSource", source.Word());
            json.WriteBoolean("rowsExact", statement.RowsAreExact);
        }

        WriteRun(json, statement);
        WriteAccount(json, statement.Account);
        if (statement.Sample is { } sample)
        {
            json.WriteStartObject("sample");
            json.WriteNumber("rows", sample.Rows);
            json.WriteNumber("seed", sample.Seed);
            if (!sample.Conditions.IsEmpty)
            {
                json.WriteStartArray("conditions");
                foreach (var condition in sample.Conditions)
                {
                    json.WriteStringValue(condition);
                }

                json.WriteEndArray();
                json.WriteNumber("probability", sample.Probability);
            }

            json.WriteEndObject();
        }

        json.WriteString("program", statement.Program);
        json.WriteString("runtime", statement.Runtime);
        json.WriteEndObject();
    }

    /// <summary>Reads a statement back.</summary>
    /// <exception cref="JsonException">It is not a statement of this version.</exception>
    public static PrivacyStatement Read(JsonElement root)
    {
        if (root.Whole("statementVersion") != PrivacyStatement.CurrentVersion)
        {
            throw new JsonException("The statement has another version.");
        }

        var hasGuarantee = root.TryGetProperty("guarantee", out var guarantee);
        var promised = hasGuarantee ? ReadGuarantee(guarantee) : null;
        return new PrivacyStatement
        {
            Method = root.Text("method"),
            Guarantee = promised,
            Rule = hasGuarantee ? guarantee.Choice<CompositionRule>("rule") : null,
            Total = hasGuarantee ? guarantee.Number("total") : 0,
            Spent = hasGuarantee ? guarantee.Number("spent") : 0,
            Charges = [.. root.Items("charges").Select(ReadCharge)],
            Columns = [.. root.Items("columns").Select(ReadColumn)],
            TableFacts = root.TryGetProperty("table", out var table) ? ReadFacts(table) : [],
            Limitations = [.. root.Items("limitations")
                .Select(text => text.GetString() ?? throw new JsonException("A limitation is null."))],
            SecureNoise = root.Flag("secureNoise"),
            IsUnprotected = root.Text("mode") == "unprotected",
            IsResearch = root.Text("mode") == "research",
            BadRowsMayBeLeftOut = root.Flag("badRowsMayBeLeftOut"),
            AcceptedBecause = root.OptionalText("acceptedBecause"),
            AcceptedDeltaBecause = root.OptionalText("acceptedDeltaBecause"),
            RowsSource = root.TryGetProperty("rowsSource", out _) ? root.Provenance("rowsSource") : null,
            RowsAreExact = root.TryGetProperty("rowsExact", out _) && root.Flag("rowsExact"),
            RunId = root.OptionalText("runId"),
            ResumedAfterSteps = root.TryGetProperty("resumedAfterSteps", out _)
                ? [.. root.Items("resumedAfterSteps")
                    .Select(step => step.TryGetInt32(out var after) ? after : throw new JsonException("A step is no number."))]
                : [],
            Account = root.TryGetProperty("account", out var account) ? ReadAccount(account) : null,
            Sample = root.TryGetProperty("sample", out var sample)
                ? ReadSample(sample)
                : null,
            Program = root.Text("program"),
            Runtime = root.Text("runtime"),
        };
    }

    private static StatedSample ReadSample(JsonElement json)
    {
        var sample = new StatedSample(json.Whole("rows"), json.UnsignedWhole("seed"));
        return !json.TryGetProperty("conditions", out _) ? sample : sample with
        {
            Conditions = [.. json.Items("conditions").Select(text => text.GetString() ?? throw new JsonException("A condition is null."))],
            Probability = json.Number("probability"),
        };
    }

    private static void WriteGuarantee(Utf8JsonWriter json, PrivacyStatement statement)
    {
        if (statement.Guarantee is not { } guarantee)
        {
            return;
        }

        json.WriteStartObject("guarantee");
        json.WriteNumber("epsilon", guarantee.Epsilon);
        json.WriteNumber("delta", guarantee.Delta);
        json.WriteString("neighbours", guarantee.Neighbours.ToString());
        json.WriteStartObject("unit");
        if (guarantee.Unit.EntityColumn is { } entity)
        {
            json.WriteString("entity", entity);
        }

        json.WriteNumber("maxRows", guarantee.Unit.MaxRows);
        json.WriteEndObject();
        json.WriteString("rule", statement.Rule.ToString());
        json.WriteNumber("total", statement.Total);
        json.WriteNumber("spent", statement.Spent);
        json.WriteString("inWords", statement.Warning ?? statement.InWords);
        json.WriteStartArray("beliefs");
        foreach (var (prior, presence, value) in guarantee.Ceilings)
        {
            json.WriteStartObject();
            json.WriteNumber("before", prior);

            // The largest of the two: true of every belief.
            json.WriteNumber("atMostAfter", RoundedUp(value));
            if (presence is { } present)
            {
                json.WriteNumber("presenceAtMostAfter", RoundedUp(present));
            }

            json.WriteNumber("valueAtMostAfter", RoundedUp(value));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static double RoundedUp(double share) => Math.Min(1, Math.Ceiling(share * 10_000) / 10_000);

    private static void WriteAccount(Utf8JsonWriter json, AccountStanding? account)
    {
        if (account is null)
        {
            return;
        }

        json.WriteStartObject("account");
        json.WriteString("name", account.Account);
        json.WriteNumber("release", account.Release);
        if (double.IsFinite(account.Epsilon))
        {
            json.WriteNumber("epsilon", account.Epsilon);
        }

        json.WriteNumber("delta", account.Delta);
        if (account.Cap is { } cap)
        {
            json.WriteNumber("limit", cap);
        }

        json.WriteString("head", account.Head);
        json.WriteEndObject();
    }

    private static AccountStanding ReadAccount(JsonElement json) => new(
        json.Text("name"),
        (int)json.Whole("release"),
        json.TryGetProperty("epsilon", out _) ? json.Number("epsilon") : double.PositiveInfinity,
        json.Number("delta"),
        json.TryGetProperty("limit", out _) ? json.Number("limit") : null,
        json.Text("head"));

    private static void WriteRun(Utf8JsonWriter json, PrivacyStatement statement)
    {
        if (statement.RunId is { } run)
        {
            json.WriteString("runId", run);
        }

        if (!statement.ResumedAfterSteps.IsEmpty)
        {
            json.WriteStartArray("resumedAfterSteps");
            foreach (var step in statement.ResumedAfterSteps)
            {
                json.WriteNumberValue(step);
            }

            json.WriteEndArray();
        }
    }

    private static PrivacyGuarantee ReadGuarantee(JsonElement json)
    {
        var unit = json.Member("unit");
        return new PrivacyGuarantee(
            json.Number("epsilon"),
            json.Number("delta"),
            new PrivacyUnit(unit.OptionalText("entity"), checked((int)unit.Whole("maxRows"))),
            json.Choice<Neighbours>("neighbours"));
    }

    private static void WriteCharges(Utf8JsonWriter json, PrivacyStatement statement)
    {
        json.WriteStartArray("charges");
        foreach (var charge in statement.Charges)
        {
            json.WriteStartObject();
            json.WriteString("purpose", charge.Purpose);
            json.WriteNumber("cost", charge.Cost);
            json.WriteBoolean("prelude", charge.Prelude);
            json.WritePropertyName("event");
            WriteEvent(json, charge.Event);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static Charge ReadCharge(JsonElement json) =>
        new(ReadEvent(json.Member("event")), json.Text("purpose"), json.Number("cost"), json.Flag("prelude"));

    private static void WriteEvent(Utf8JsonWriter json, PrivacyEvent spent)
    {
        json.WriteStartObject();
        switch (spent)
        {
            case GaussianEvent gaussian:
                json.WriteString("mechanism", gaussian.IsRounded ? RoundedGaussian : DiscreteGaussian);
                json.WriteNumber("sigma", gaussian.Sigma);
                json.WriteNumber("l2Sensitivity", gaussian.L2Sensitivity);
                break;
            case LaplaceEvent laplace:
                json.WriteString("mechanism", "discrete-laplace");
                json.WriteNumber("scale", laplace.Scale);
                json.WriteNumber("l1Sensitivity", laplace.L1Sensitivity);
                break;
            case ExponentialEvent exponential:
                json.WriteString("mechanism", "exponential");
                json.WriteNumber("epsilon", exponential.Epsilon);
                break;
            case PureEvent pure:
                json.WriteString("mechanism", "pure");
                json.WriteNumber("epsilon", pure.Epsilon);
                break;
            case ThresholdEvent threshold:
                json.WriteString("mechanism", "threshold");
                json.WriteNumber("delta", threshold.Delta);
                break;
            case SubsampledGaussianEvent training:
                json.WriteString("mechanism", "subsampled-gaussian");
                json.WriteNumber("rate", training.Rate);
                json.WriteNumber("noiseMultiplier", training.NoiseMultiplier);
                json.WriteNumber("steps", training.Steps);
                break;
            case ComposedEvent composed:
                json.WriteString("mechanism", "composed");
                json.WriteStartArray("events");
                foreach (var part in composed.Events)
                {
                    WriteEvent(json, part);
                }

                json.WriteEndArray();
                break;
            default:
                throw new NotSupportedException($"No JSON form is defined for {spent.GetType().Name}.");
        }

        json.WriteEndObject();
    }

    private static PrivacyEvent ReadEvent(JsonElement json) => json.Text("mechanism") switch
    {
        DiscreteGaussian => new GaussianEvent(json.Number("sigma"), json.Number("l2Sensitivity")),
        RoundedGaussian => new GaussianEvent(json.Number("sigma"), json.Number("l2Sensitivity"), isRounded: true),
        "discrete-laplace" => new LaplaceEvent(json.Number("scale"), json.Number("l1Sensitivity")),
        "exponential" => new ExponentialEvent(json.Number("epsilon")),
        "pure" => new PureEvent(json.Number("epsilon")),
        "threshold" => new ThresholdEvent(json.Number("delta")),
        "subsampled-gaussian" => new SubsampledGaussianEvent(
            json.Number("rate"), json.Number("noiseMultiplier"), checked((int)json.Whole("steps"))),
        "composed" => new ComposedEvent([.. json.Items("events").Select(ReadEvent)]),
        _ => throw new JsonException("The mechanism of a charge is unknown."),
    };

    private static void WriteColumns(Utf8JsonWriter json, PrivacyStatement statement)
    {
        json.WriteStartArray("columns");
        foreach (var column in statement.Columns)
        {
            json.WriteStartObject();
            json.WriteString("name", column.Name);
            json.WriteString("role", column.Role.ToString());
            WriteFacts(json, column.Facts);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteFacts(Utf8JsonWriter json, ImmutableArray<StatedFact> facts)
    {
        json.WriteStartObject("provenance");
        foreach (var fact in facts)
        {
            json.WriteString(fact.Fact, fact.Source.Word());
        }

        json.WriteEndObject();
    }

    private static void WriteAfterLooking(Utf8JsonWriter json, PrivacyStatement statement)
    {
        if (statement.NotCovered is not { } facts)
        {
            return;
        }

        json.WriteStartObject("declaredAfterLooking");
        json.WriteString("note", facts.Note);
        json.WriteStartArray("table");
        foreach (var fact in facts.Table)
        {
            json.WriteStringValue(fact);
        }

        json.WriteEndArray();
        json.WriteNumber("facts", facts.Facts);
        json.WriteNumber("columns", facts.Columns);
        json.WriteEndObject();
    }

    private static StatedColumn ReadColumn(JsonElement json) =>
        new(json.Text("name"), json.Choice<ColumnRole>("role"), ReadFacts(json));

    private static ImmutableArray<StatedFact> ReadFacts(JsonElement json)
    {
        var facts = json.Member("provenance");
        return [.. facts.EnumerateObject().Select(fact => new StatedFact(fact.Name, facts.Provenance(fact.Name)))];
    }

    // Statements of earlier versions hold the names of the enumeration: the same words, in another case.
    private static Provenance Provenance(this JsonElement json, string name) =>
        ProvenanceWords.Find(json.Text(name)) ?? json.Choice<Provenance>(name);
}
