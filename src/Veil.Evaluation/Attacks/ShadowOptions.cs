namespace Veil.Evaluation.Attacks;

/// <summary>How <see cref="ShadowModels"/> attacks.</summary>
public sealed record ShadowOptions
{
    /// <summary>How often the synthesizer is run; every second run trains the attack, the others test it.</summary>
    public int Runs { get; init; } = 100;

    /// <summary>The number of people attacked: those of the real table who are least like anybody else.</summary>
    public int Targets { get; init; } = 5;

    /// <summary>The most rows that a run learns from.</summary>
    public int Rows { get; init; } = 1000;

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">An option is out of range; the message names it.</exception>
    public ShadowOptions Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Runs, 8);
        ArgumentOutOfRangeException.ThrowIfLessThan(Targets, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Rows, 1);
        return this;
    }
}
