using System.Collections.Immutable;
using Veil.Data.Tables;
using Veil.Evaluation.Learners;
using Veil.Evaluation.Statistics;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Utility;

/// <summary>Encoded rows for training or prediction.</summary>
internal sealed record EncodedRows(Features Features, LearningTarget Target, RowUse Use);

/// <summary>The three tables of an evaluation, encoded the same way.</summary>
internal sealed record UtilityData(
    PredictionTask Task, ImmutableArray<string> Classes, EncodedRows Real, EncodedRows Synthetic, EncodedRows Holdout)
{
    public ImmutableArray<Measure> Measures =>
        Task is PredictionTask.Regression ? NumberScorer.AllMeasures : ClassScorer.AllMeasures;

    /// <summary>Encodes three tables that have the same columns.</summary>
    /// <exception cref="ArgumentException">The tables have other columns, or a real one has no row with a target.</exception>
    public static UtilityData Of(Table real, Table synthetic, Table holdout, string target, PredictionTask? task)
    {
        var tables = CommonTables.Of(
            real.Columns.Where(column => column.Type is not ColumnType.Text || column.Name == target).Select(column => column.Name),
            real,
            synthetic,
            holdout);
        if (tables.Find(target) is null)
        {
            throw new ArgumentException($"A table has no column '{target}' to predict.", nameof(target));
        }

        return Of(tables, (0, ReferenceEquals(real, synthetic) ? 0 : 1, 2), target, task)
            ?? throw new ArgumentException("The real training table and the hold-out table each need a row with a target.", nameof(target));
    }

    /// <summary>Encodes three of several tables; null when a real one has no row with a target.</summary>
    /// <exception cref="ArgumentException">Labels are to be predicted as numbers.</exception>
    public static UtilityData? Of(
        CommonTables tables, (int Real, int Synthetic, int Holdout) places, string target, PredictionTask? task)
    {
        var column = tables.Find(target)!;
        var targets = new TargetReader(column, task, places.Real, places.Synthetic, places.Holdout);
        int[] realRows = [.. Enumerable.Range(0, tables.Rows[places.Real])];
        var encoder = new FeatureEncoder(tables.Columns.Where(other => other != column), new TableRows(places.Real, realRows));
        EncodedRows Encode(int table)
        {
            var (rows, values) = targets.Read(table);
            var use = new RowUse(rows.Length, tables.Rows[table] - rows.Length);
            return new EncodedRows(encoder.Encode(new TableRows(table, rows)), values, use);
        }

        var encodedReal = Encode(places.Real);
        var data = new UtilityData(
            targets.Task,
            targets.Classes,
            encodedReal,
            places.Real == places.Synthetic ? encodedReal : Encode(places.Synthetic),
            Encode(places.Holdout));
        return data.Real.Use.Used > 0 && data.Holdout.Use.Used > 0 ? data : null;
    }

    /// <summary>Scores a model on the hold-out rows.</summary>
    public Scorer Score(IModel model) => ScorerOf(Holdout.Target)(model.Predict(Holdout.Features));

    /// <summary>The importance of each column to a model, on at most a number of the hold-out rows.</summary>
    public double[]? Importances(IModel model, int most, int permutations, ulong seed, CancellationToken cancellation)
    {
        var rows = Holdout;
        if (rows.Target.Rows > most)
        {
            var some = new SeededRandom(seed).Permutation(rows.Target.Rows).AsSpan(0, most);
            rows = rows with { Features = rows.Features.Take(some), Target = rows.Target.Take(some) };
        }

        return PermutationImportance.Of(model, rows.Features, ScorerOf(rows.Target), permutations, seed, cancellation);
    }

    private static Func<double[], Scorer> ScorerOf(LearningTarget target)
    {
        var actual = target.Values.ToArray();
        if (target.Classes == 0)
        {
            return predictions => new NumberScorer(actual, predictions);
        }

        var codes = Array.ConvertAll(actual, value => (int)value);
        return predictions => new ClassScorer(codes, predictions, target.Classes);
    }
}
