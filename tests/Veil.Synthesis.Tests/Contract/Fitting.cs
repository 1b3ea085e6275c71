using System.Collections.Concurrent;
using Veil.Data.Formats;
using Veil.Data.Formats.Csv;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Privacy;
using Veil.Privacy.Accounting;
using Veil.Privacy.Counting;
using Veil.Privacy.Noise;
using Veil.Synthesis.Catalog;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Models;

namespace Veil.Synthesis.Tests.Contract;

/// <summary>The fit that a budget is opened for.</summary>
internal sealed record FittedBy(ISynthesizer Method, Schema Schema, FitOptions? Options = null);

/// <summary>Fits, samples and serialises in a line.</summary>
internal static class Fitting
{
    private static readonly ConcurrentDictionary<string, Lazy<SynthesisModel>> s_fitted = [];

    public static ISynthesizer Method(string name) => SynthesizerCatalog.Get(name);

    /// <summary>The options of a method, by name.</summary>
    public static MethodOptions? Options(string method, params IEnumerable<(string Name, string Value)> values) =>
        Method(method).Info.Options.Read(method, values.ToDictionary(option => option.Name, option => option.Value));

    /// <summary>The methods that train over and over: as long as the option 'epochs' says.</summary>
    public static bool Trains(string method) => Method(method).Info.Options.All.Any(option => option.Name == "epochs");

    /// <summary>The shortest training: what the contract asks for holds however long a training is.</summary>
    public static MethodOptions? Brief(string method) => Trains(method) ? Options(method, ("epochs", "1")) : null;

    public static PrivateTable Wrap(Table rows, double epsilon, double delta, ulong noise = 1, FittedBy? by = null) =>
        Wrap(new RowsInMemory(rows), epsilon, delta, noise, by);

    public static PrivateTable Wrap(ISensitiveCounts source, double epsilon, double delta, ulong noise = 1, FittedBy? by = null)
    {
        return new PrivateTable(source, Budget(epsilon, delta, by, delta / 10), PrivacyUnit.Row, Neighbours.AddRemove, NoiseSource.SeededForResearch(noise));
    }

    /// <summary>A budget as a session opens it for a fit, with the reserve of its training.</summary>
    public static PrivacyAccountant Budget(double epsilon, double delta, FittedBy? by, double thresholds = 0)
    {
        var terms = new BudgetTerms(epsilon, delta) { ThresholdDelta = thresholds };
        var training = by?.Method.Training(by.Schema, terms.Totals().Total, by.Options?.Rows?.Rows, by.Options?.Method);
        return new PrivacyAccountant(terms with { Training = training });
    }

    /// <summary>What a method that refuses hopeless budgets takes for a table of some rows.</summary>
    public const double Plenty = 400;

    /// <summary>Fits; a method that refuses hopeless budgets gets plenty, and a delta.</summary>
    public static SynthesisModel Fit(
        string method, Table rows, Schema? schema = null, double epsilon = 1, double delta = 1e-6, ulong noise = 1,
        MethodOptions? options = null)
    {
        if (Method(method).Info.ChecksFeasibility)
        {
            (epsilon, delta) = (Math.Max(epsilon, Plenty), delta == 0 ? 1e-6 : delta);
        }

        var known = schema ?? SmallTable.Schema;
        return Method(method).Fit(
            known,
            Wrap(rows, epsilon, delta, noise, new FittedBy(Method(method), known, new FitOptions { Method = options })),
            new FitOptions { Method = options },
            null,
            TestContext.Current.CancellationToken);
    }

    /// <summary>A model that is fitted once for all tests that ask what models can do and not how they are fitted.</summary>
    public static SynthesisModel Fitted(string method) =>
        s_fitted.GetOrAdd(method, static method => new(() => Fit(method, SmallTable.Rows(300), epsilon: 20, options: Brief(method)))).Value;

    /// <summary>All rows in one table, by way of the CSV that a user would get, read strictly with the model's schema.</summary>
    public static Table ReadBack(SynthesisModel model, long rows, ulong seed)
    {
        using var stream = new MemoryStream(Csv(model, rows, seed));
        return CsvReader.Read(
            ByteInput.FromStream(stream, "synthetic"),
            new CsvReadOptions { Schema = model.OutputSchema },
            null,
            TestContext.Current.CancellationToken).Table;
    }

    public static byte[] Csv(SynthesisModel model, long rows, ulong seed)
    {
        using var stream = new MemoryStream();
        using (var writer = new CsvWriter(stream, model.OutputSchema))
        {
            foreach (var chunk in model.Sample(rows, seed, TestContext.Current.CancellationToken))
            {
                writer.Write(chunk, TestContext.Current.CancellationToken);
            }
        }

        return stream.ToArray();
    }

    public static byte[] Save(SynthesisModel model)
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }

    public static SynthesisModel Load(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return SynthesizerCatalog.Load(stream, "test.veil");
    }
}
