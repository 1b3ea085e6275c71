using System.Collections.Immutable;
using Veil.Data.Domains;
using Veil.Data.Schemas;
using Veil.Privacy.Mechanisms;

namespace Veil.Synthesis.Models;

/// <summary>
/// All that a fitted model consists of: public facts and noisy measurements, never a row and never an exact count.
/// </summary>
public sealed record ModelContent
{
    /// <summary>Name of the method that fitted it.</summary>
    public required string Method { get; init; }

    /// <summary>The schema, with what was learnt privately filled in.</summary>
    public required Schema Schema { get; init; }

    /// <summary>The attributes of the columns that are modelled.</summary>
    public required Domain Domain { get; init; }

    /// <summary>The noisy measurements.</summary>
    public ImmutableArray<NoisyMarginal> Measurements { get; init; } = [];

    /// <summary>Coarser views of attributes that potentials are over, finer ones of an attribute first.</summary>
    public ImmutableArray<ModelView> Views { get; init; } = [];

    /// <summary>The fitted potentials, of methods that have some: computed from the measurements alone.</summary>
    public ImmutableArray<ModelPotential> Potentials { get; init; } = [];

    /// <summary>The weights of networks, of methods that train some.</summary>
    public ImmutableArray<ModelTensor> Tensors { get; init; } = [];

    /// <summary>The progress of the training of a checkpoint; null for a finished model.</summary>
    public ModelTraining? Training { get; init; }

    /// <summary>The estimated number of rows: declared or noisy. Zero when it is not known.</summary>
    public double Rows { get; init; }

    /// <summary>The privacy statement of the model.</summary>
    public required PrivacyStatement Statement { get; init; }
}

/// <summary>A view of an attribute in which neighbouring cells are one.</summary>
/// <param name="Attribute">Index of the attribute.</param>
/// <param name="Groups">For each cell of the attribute the cell of the view; 0, 1, … without a gap.</param>
public sealed record ModelView(int Attribute, ImmutableArray<int> Groups);

/// <summary>A factor of a fitted joint distribution.</summary>
/// <param name="Nodes">The nodes of its domain, in increasing order: indexes of attributes, then, counted on from them, of
/// views.</param>
/// <param name="Logs">A log-potential for each cell, row-major; minus infinity for what cannot be.</param>
public sealed record ModelPotential(ImmutableArray<int> Nodes, ImmutableArray<double> Logs);

/// <summary>Numbers of a trained network.</summary>
/// <param name="Name">Their name, unique in the model.</param>
/// <param name="Shape">Sizes, outermost first; their product is the number of values.</param>
/// <param name="Values">The values, row-major.</param>
public sealed record ModelTensor(string Name, ImmutableArray<int> Shape, ImmutableArray<float> Values);

/// <summary>The state of a training that can be resumed.</summary>
/// <param name="Step">The number of steps done.</param>
/// <param name="Steps">The total number of steps.</param>
/// <param name="State">The state of the optimiser and of the averages, beside the weights.</param>
public sealed record ModelTraining(int Step, int Steps, ImmutableArray<ModelTensor> State)
{
    /// <summary>A random name of the process that stored it; null where copies are not told apart.</summary>
    public string? Continuation { get; init; }

    /// <summary>The name of the process that it went on from; null for the first.</summary>
    public string? Parent { get; init; }
}
