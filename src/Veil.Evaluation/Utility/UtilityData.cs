using System.Collections.Immutable;
using Veil.Data.Tables;
using Veil.Evaluation.Learners;

namespace Veil.Evaluation.Utility;

/// <summary>Rows ready to learn from or to be predicted.</summary>
internal sealed record EncodedRows(Features Features, Target Target, RowUse Use);

/// <summary>The three tables of an evaluation, encoded the same way.</summary>
internal sealed record UtilityData(
    PredictionTask Task, ImmutableArray<string> Classes, EncodedRows Real, EncodedRows Synthetic, EncodedRows Holdout)
{
    public ImmutableArray<Measure> Measures =>
        Task is PredictionTask.Regression ? NumberScorer.AllMeasures : ClassScorer.AllMeasures;

    /// <exception cref="ArgumentException">The tables have other columns, or a real one has no row with a target.</exception>
    public static UtilityData Of(Table real, Table synthetic, Table holdout, string target, PredictionTask? task)
    {
        var targets = TargetReader.Of(target, task, real, synthetic, holdout);
        var encoder = TableEncoder.Of(real, target);
        EncodedRows Encode(Table table)
        {
            var (rows, values) = targets.Read(table);
            return new EncodedRows(encoder.Encode(table, rows), values, new RowUse(rows.Length, table.RowCount - rows.Length));
        }

        var encodedReal = Encode(real);
        var data = new UtilityData(
            targets.Task,
            targets.Classes,
            encodedReal,
            ReferenceEquals(real, synthetic) ? encodedReal : Encode(synthetic),
            Encode(holdout));
        return data.Real.Use.Used > 0 && data.Holdout.Use.Used > 0
            ? data
            : throw new ArgumentException("The real training table and the hold-out table each need a row with a target.", nameof(target));
    }

    /// <summary>Measures a model on the hold-out rows.</summary>
    public Scorer Score(IModel model) => ScorerOf(Holdout.Target)(model.Predict(Holdout.Features));

    /// <summary>What each column is worth to a model on at most so many of the hold-out rows.</summary>
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

    private static Func<double[], Scorer> ScorerOf(Target target)
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
