using System.Runtime.InteropServices;
using Veil.Privacy.Mechanisms;
using Veil.Synthesis.Neural.Adversarial;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Methods.PateCtgan;

/// <summary>
/// Trains a student on the noisy votes of teachers, and a generator against the student. The records that were voted on are
/// kept: the votes are paid for once, and the student and the generator can go over them any number of times.
/// </summary>
/// <remarks>
/// A candidate's worth is the part of the teachers that took it for a row less the part of as many shadow teachers, who have
/// generated records for rows; that part is computed again as the generator learns.
/// Privacy: the student and the generator see generated records and noisy votes alone.
/// </remarks>
internal sealed class PateTraining
{
    // Generated records that a candidate's similarity is compared with.
    private const int References = 1024;

    // Shadow teachers: enough that they add little to the noise of votes.
    private const int Shadows = 256;

    // Steps of the generator, before it learns from votes, towards its conditions and the counts.
    private const int FirstSteps = 100;

    private const int Epochs = 4;
    private const int Steps = 5;

    // The value of a vote of all teachers to the generator, and the noise at which half of it is left: votes differ by about a
    // tenth of the teachers, and differences that are noise are no relation.
    private const double Gain = 5;
    private const double HalfNoise = 0.1;

    private readonly PairKernel _kernel;
    private readonly SamplingRandom _random;
    private readonly CriticRegression _regression;
    private readonly double[] _likeFakes;
    private readonly double _rowsOfTeacher;
    private readonly int _attributes;
    private readonly List<ushort> _candidates = [];
    private readonly List<double> _thresholds = [];
    private readonly List<double> _votes = [];
    private double _gain = Gain;

    /// <summary>Prepares a training.</summary>
    /// <param name="plan">The number of votes and of teachers.</param>
    /// <param name="kernel">The similarity of records.</param>
    /// <param name="marginals">For each attribute the known part of each cell; none 0, sum 1.</param>
    /// <param name="rows">The number of rows, declared or noisy.</param>
    /// <param name="random">The source of the first weights and of all draws.</param>
    public PateTraining(PatePlan plan, PairKernel kernel, double[][] marginals, double rows, SamplingRandom random)
    {
        (_kernel, _random, _attributes) = (kernel, random, marginals.Length);
        _rowsOfTeacher = rows / plan.Teachers;
        _likeFakes = new double[PatePlan.Candidates];
        Teachers = [.. Enumerable.Range(0, plan.Teachers).Select(_ => new PairTeacher(kernel, _likeFakes))];
        var student = new Critic([.. marginals.Select(cells => cells.Length)], [32, 32]);
        Generator = new CellGenerator(marginals, student, random);

        // At first the student gives all records the same score.
        for (var i = 0; i < FirstSteps; i++)
        {
            Generator.Step();
        }

        student.Initialise(random);
        _regression = new CriticRegression(student);
    }

    /// <summary>The teachers, without rows yet.</summary>
    public IReadOnlyList<PairTeacher> Teachers { get; }

    /// <summary>The generator.</summary>
    public CellGenerator Generator { get; }

    /// <summary>Sets the noise of votes, as a part of all teachers: the larger it is, the less weight they get.</summary>
    public void SetNoise(double noise) => _gain = Gain / (1 + (noise / HalfNoise * (noise / HalfNoise)));

    /// <summary>Asks the teachers about new records of the generator.</summary>
    /// <param name="teachers">The teachers, with their rows.</param>
    /// <param name="cost">Cost of the votes.</param>
    public void Ask(PrivateTeachers teachers, double cost)
    {
        var candidates = Fakes(PatePlan.Candidates);
        var fakes = Fakes(References);
        Parallel.For(0, PatePlan.Candidates, i =>
            _likeFakes[i] = _kernel.Mean(candidates.AsSpan(i * _attributes, _attributes), new RecordBatch(fakes, _attributes)));
        var votes = teachers.Vote(candidates, cost);
        _candidates.AddRange(candidates);
        _thresholds.AddRange(_likeFakes);
        _votes.AddRange(votes.Counts.Select(count => (double)count / teachers.Count));
    }

    /// <summary>Lets the student learn from all votes so far, and the generator from the student.</summary>
    /// <returns>The last loss of the generator.</returns>
    public double Learn()
    {
        var values = Values();
        ushort[] candidates = [.. _candidates];
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            _regression.Epoch(candidates, values, _random);
        }

        double loss = 0;
        for (var step = 0; step < Steps; step++)
        {
            loss = Generator.Step();
        }

        return loss;
    }

    // Shadow teachers have as many generated records as teachers have rows, some of them none.
    private double[] Values()
    {
        var shadows = new PairTeacher[Shadows];
        var sizes = shadows.Select(_ => Poisson(_rowsOfTeacher)).ToArray();
        var fakes = Fakes(sizes.Sum());
        var values = new double[_votes.Count];
        var at = 0;
        var parts = sizes.Select(size => (From: at, To: at += size)).ToArray();
        Parallel.For(0, values.Length, i =>
        {
            var candidate = CollectionsMarshal.AsSpan(_candidates).Slice(i * _attributes, _attributes);
            var taken = 0;
            foreach (var (from, to) in parts)
            {
                var part = fakes.AsSpan(from * _attributes, (to - from) * _attributes);
                if (to > from && _kernel.Mean(candidate, new RecordBatch(part, _attributes)) > _thresholds[i])
                {
                    taken++;
                }
            }

            values[i] = _gain * (_votes[i] - ((double)taken / parts.Length));
        });
        return values;
    }

    /// <summary>Draws records, row-major.</summary>
    public ushort[] Fakes(int count)
    {
        var cells = new ushort[(count + CellGenerator.Batch - 1) / CellGenerator.Batch * CellGenerator.Batch * _attributes];
        for (var at = 0; at < cells.Length; at += CellGenerator.Batch * _attributes)
        {
            Generator.Draw(cells.AsSpan(at, CellGenerator.Batch * _attributes));
        }

        return cells[..(count * _attributes)];
    }

    // Knuth's product of uniform numbers: means are small.
    private int Poisson(double mean)
    {
        var (count, product) = (0, _random.NextDouble());
        for (var limit = Math.Exp(-mean); product > limit; count++)
        {
            product *= _random.NextDouble();
        }

        return count;
    }
}
