using System.Collections.Immutable;

namespace Veil.Evaluation.Learners;

/// <summary>The model of <see cref="HistogramGradientBoosting"/>.</summary>
public sealed class BoostedTrees : IModel
{
    private readonly Binning _binning;
    private readonly BoostingLoss? _loss;
    private readonly double[] _start;
    private readonly ImmutableArray<Tree> _trees;
    private readonly int[] _classes;
    private readonly int _outputs;

    internal BoostedTrees(
        Binning binning,
        BoostingLoss? loss,
        double[] start,
        ImmutableArray<Tree> trees,
        int[] classes,
        int outputs,
        ImmutableArray<double> gains)
    {
        _binning = binning;
        _loss = loss;
        _start = start;
        _trees = trees;
        _classes = classes;
        _outputs = outputs;
        Gains = gains;
    }

    /// <summary>The total gain of the splits by each feature: twice the reduction of the training loss, summed over all trees.</summary>
    public ImmutableArray<double> Gains { get; }

    /// <inheritdoc/>
    public double[] Predict(Features features)
    {
        if (_loss is null)
        {
            return ConstantModel.OfClass(_classes[0], _outputs).Predict(features);
        }

        var bins = _binning.Bin(features);
        var sums = new double[features.Rows * _start.Length];
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] = _start[i % _start.Length];
        }

        for (var tree = 0; tree < _trees.Length; tree++)
        {
            _trees[tree].AddTo(bins, _binning.Features, sums.AsSpan(Math.Min(tree % _start.Length, sums.Length)), _start.Length);
        }

        return ToPredictions(sums, features.Rows);
    }

    internal static BoostedTrees OfOneClass(Binning binning, int label, int classes) =>
        new(binning, null, [], [], [label], classes, [.. new double[binning.Features]]);

    private double[] ToPredictions(double[] sums, int rows)
    {
        var predictions = new double[rows * _outputs];
        Span<double> prediction = new double[Math.Max(_classes.Length, 1)];
        for (var row = 0; row < rows; row++)
        {
            _loss!.Predict(sums.AsSpan(row * _start.Length, _start.Length), prediction);
            for (var i = 0; i < prediction.Length; i++)
            {
                predictions[(row * _outputs) + (_classes.Length == 0 ? 0 : _classes[i])] = prediction[i];
            }
        }

        return predictions;
    }
}
