using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Graphical;

/// <summary>
/// Finds the distribution whose marginals explain noisy measurements best, without following their noise: mirror
/// descent on the potentials of the measured sets, stopped where the error against the unknown truth, estimated without
/// bias from the noisy counts alone, is least.
/// </summary>
/// <remarks>
/// Reference: private-PGM (McKenna, Sheldon and Miklau 2019) for the problem and the descent; Stein's unbiased risk estimate,
/// its divergence estimated by one random perturbation (Ramani, Blu and Unser 2008), for the stop. Privacy: post-processing of
/// noisy counts. Cost: two calibrations per iteration, some dozens of iterations.
/// </remarks>
internal sealed class MarginalFit
{
    private const int MostIterations = 1000;

    // The risk is allowed to rise for this long before its minimum is taken as found.
    private const int Patience = 15;

    // The perturbation that estimates the divergence, in standard deviations.
    private const double Perturbation = 0.3;

    private const int MostHalvings = 30;

    // Iterations without progress worth its time.
    private const double FlatProgress = 5e-4;
    private const int FlatIterations = 10;

    private readonly Calibration _calibration;
    private readonly IReadOnlyList<MarginalTarget> _targets;
    private readonly double _total;

    private MarginalFit(Calibration calibration, IReadOnlyList<MarginalTarget> targets, double total)
    {
        _calibration = calibration;
        _targets = targets;
        _total = total;
    }

    /// <summary>Fits until the estimated error against the truth is least: for a model that is kept.</summary>
    /// <param name="calibration">Inference over the sets of the targets, in their order; after them may come sets whose
    /// potentials stay as they are.</param>
    /// <param name="targets">The measurements; each set occurs once.</param>
    /// <param name="start">Log-potentials to start from, one table per set. What is impossible there stays so.</param>
    /// <param name="total">The number of rows.</param>
    /// <param name="report">Receives the part that is done, as far as it is known.</param>
    /// <param name="cancellationToken">Checked in every iteration.</param>
    public static FittedPotentials ToLeastRisk(
        Calibration calibration,
        IReadOnlyList<MarginalTarget> targets,
        IReadOnlyList<double[]> start,
        double total,
        Action<double>? report,
        CancellationToken cancellationToken) =>
        new MarginalFit(calibration, targets, total).Descend(start, report, cancellationToken);

    /// <summary>
    /// Fits until the measurements are explained about as well as the truth would explain them: half of a squared standardised
    /// error per cell. For a model that is refined further.
    /// </summary>
    /// <param name="calibration">Inference over the sets of the targets, in their order; after them may come sets whose
    /// potentials stay as they are.</param>
    /// <param name="targets">The measurements; each set occurs once.</param>
    /// <param name="start">Log-potentials to start from, one table per set. What is impossible there stays so.</param>
    /// <param name="total">The number of rows.</param>
    /// <param name="level">The part of the truth's expected loss at which the fit stops.</param>
    /// <param name="step">The step to begin with; 0 for a cautious one.</param>
    /// <param name="mostIterations">After so many the fit ends, reached or not.</param>
    /// <param name="cancellationToken">Checked in every iteration.</param>
    public static FittedPotentials ToDiscrepancy(
        Calibration calibration,
        IReadOnlyList<MarginalTarget> targets,
        IReadOnlyList<double[]> start,
        double total,
        double level,
        double step,
        int mostIterations,
        CancellationToken cancellationToken)
    {
        var path = new Path(calibration, start, [.. targets.Select(target => target.Values)], total);
        var expected = targets.Sum(target => target.Values.Length) / 2.0;
        step = step > 0 ? step : CautiousStep(targets, total);
        var (loss, flat) = (double.PositiveInfinity, 0);
        for (var iteration = 0; iteration < mostIterations && flat < FlatIterations; iteration++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (path.MeasuredLoss(targets) <= level * expected)
            {
                break;
            }

            var taken = path.Advance(targets, step * 2);
            if (taken == 0)
            {
                break;
            }

            step = taken;
            flat = path.Loss > loss * (1 - FlatProgress) ? flat + 1 : 0;
            loss = path.Loss;
        }

        return path.Result(step);
    }

    private FittedPotentials Descend(IReadOnlyList<double[]> start, Action<double>? report, CancellationToken cancellationToken)
    {
        var signs = Signs();
        var path = new Path(_calibration, start, [.. _targets.Select(target => target.Values)], _total);
        var shadow = new Path(_calibration, start, [.. _targets.Select((target, i) => Perturbed(target, signs[i]))], _total);
        var best = path.Copy();
        var bestRisk = double.PositiveInfinity;
        var bestAt = 0;
        var step = CautiousStep(_targets, _total);
        for (var iteration = 0; iteration < MostIterations && iteration - bestAt <= Patience + (bestAt / 4); iteration++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            report?.Invoke(1 - (1 / (1 + (iteration / 50.0))));
            var taken = path.Advance(_targets, step * 2);
            if (taken == 0)
            {
                break;
            }

            step = taken;
            shadow.Follow(_targets, step);
            var risk = Risk(path, shadow, signs);
            if (risk < bestRisk)
            {
                bestRisk = risk;
                bestAt = iteration;
                best = path.Copy();
            }
        }

        var beliefs = _calibration.NewBeliefs();
        _calibration.Run(best, _total, beliefs);
        return new FittedPotentials(best, beliefs, step);
    }

    private static double CautiousStep(IReadOnlyList<MarginalTarget> targets, double total) =>
        1 / (total * targets.Select(target => target.Precisions.Max()).DefaultIfEmpty(1).Max());

    // Twice the loss, plus twice the degrees of freedom that the fit has spent so far; the number of cells is a constant.
    private double Risk(Path path, Path shadow, double[][] signs)
    {
        double freedom = 0;
        for (var i = 0; i < _targets.Count; i++)
        {
            double sum = 0;
            for (var cell = 0; cell < signs[i].Length; cell++)
            {
                sum += signs[i][cell] * (shadow.Marginals[i][cell] - path.Marginals[i][cell]) / _targets[i].Deviations[cell];
            }

            freedom += sum / Perturbation;
        }

        return (2 * path.Loss) + (2 * freedom);
    }

    private double[][] Signs()
    {
        // Public randomness of a fixed seed: the same measurements give the same model.
        var random = new SamplingRandom(0x5EED);
        return [.. _targets.Select(target => target.Values.Select(_ => (random.NextUInt64() >> 63) == 0 ? 1.0 : -1.0).ToArray())];
    }

    private static double[] Perturbed(MarginalTarget target, double[] signs) =>
        [.. target.Values.Select((value, cell) => value + (Perturbation * target.Deviations[cell] * signs[cell]))];

    /// <summary>One descent: potentials, the marginals they give, and how far those are from its targets.</summary>
    private sealed class Path
    {
        private readonly Calibration _calibration;
        private readonly double[][] _values;
        private readonly double _total;
        private readonly double[][] _beliefs;
        private double[][] _potentials;
        private double[][] _tried;
        private double[][] _triedMarginals;

        public Path(Calibration calibration, IReadOnlyList<double[]> start, double[][] values, double total)
        {
            _calibration = calibration;
            _values = values;
            _total = total;
            _beliefs = calibration.NewBeliefs();
            _potentials = [.. start.Select(table => (double[])table.Clone())];
            _tried = [.. start.Select(table => (double[])table.Clone())];
            Marginals = [.. values.Select(table => new double[table.Length])];
            _triedMarginals = [.. values.Select(table => new double[table.Length])];
            _calibration.Run(_potentials, _total, _beliefs);
            _calibration.Project(_beliefs, Marginals);
            Loss = double.NaN;
        }

        public double[][] Marginals { get; private set; }

        public double Loss { get; private set; }

        public FittedPotentials Result(double step)
        {
            _calibration.Run(_potentials, _total, _beliefs);
            return new FittedPotentials(_potentials, _beliefs, step);
        }

        public double MeasuredLoss(IReadOnlyList<MarginalTarget> targets) => double.IsNaN(Loss) ? Loss = LossOf(targets, Marginals) : Loss;

        public double[][] Copy() => [.. _potentials.Select(table => (double[])table.Clone())];

        /// <summary>
        /// Goes downhill with the largest step, halved as often as needed, that achieves half of the promised decrease. Zero
        /// when none does.
        /// </summary>
        public double Advance(IReadOnlyList<MarginalTarget> targets, double step)
        {
            MeasuredLoss(targets);
            for (var halving = 0; halving < MostHalvings; halving++, step /= 2)
            {
                Try(targets, step);
                var loss = LossOf(targets, _triedMarginals);
                if (loss < Loss && Loss - loss >= 0.5 * Promise(targets))
                {
                    Take(loss);
                    return step;
                }
            }

            return 0;
        }

        /// <summary>Takes the same step that another path took.</summary>
        public void Follow(IReadOnlyList<MarginalTarget> targets, double step)
        {
            Try(targets, step);
            Take(LossOf(targets, _triedMarginals));
        }

        private void Try(IReadOnlyList<MarginalTarget> targets, double step)
        {
            for (var i = 0; i < targets.Count; i++)
            {
                var (from, to, marginal, value, precision) = (_potentials[i], _tried[i], Marginals[i], _values[i], targets[i].Precisions);
                for (var cell = 0; cell < to.Length; cell++)
                {
                    to[cell] = from[cell] - (step * precision[cell] * (marginal[cell] - value[cell]));
                }
            }

            _calibration.Run(_tried, _total, _beliefs);
            _calibration.Project(_beliefs, _triedMarginals);
        }

        // The decrease that the gradient promises for the step that was tried.
        private double Promise(IReadOnlyList<MarginalTarget> targets)
        {
            double promise = 0;
            for (var i = 0; i < targets.Count; i++)
            {
                double sum = 0;
                for (var cell = 0; cell < _values[i].Length; cell++)
                {
                    sum += targets[i].Precisions[cell]
                        * (Marginals[i][cell] - _values[i][cell]) * (Marginals[i][cell] - _triedMarginals[i][cell]);
                }

                promise += sum;
            }

            return promise;
        }

        private void Take(double loss)
        {
            (_potentials, _tried) = (_tried, _potentials);
            (Marginals, _triedMarginals) = (_triedMarginals, Marginals);
            Loss = loss;
        }

        private double LossOf(IReadOnlyList<MarginalTarget> targets, double[][] marginals)
        {
            double loss = 0;
            for (var i = 0; i < targets.Count; i++)
            {
                double sum = 0;
                for (var cell = 0; cell < _values[i].Length; cell++)
                {
                    var difference = marginals[i][cell] - _values[i][cell];
                    sum += targets[i].Precisions[cell] * difference * difference;
                }

                loss += 0.5 * sum;
            }

            return loss;
        }
    }
}

/// <summary>The result of a fit.</summary>
/// <param name="Potentials">Log-potentials, one table per set.</param>
/// <param name="Beliefs">The marginals over the cliques that they give.</param>
/// <param name="Step">The last step that was taken.</param>
internal sealed record FittedPotentials(double[][] Potentials, double[][] Beliefs, double Step);
