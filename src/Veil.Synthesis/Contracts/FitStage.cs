namespace Veil.Synthesis.Contracts;

/// <summary>The stages of a fit. A method goes through some of them.</summary>
public enum FitStage
{
    /// <summary>The types of columns are learnt.</summary>
    DecidingTypes,

    /// <summary>The ranges of columns are learnt.</summary>
    FindingRanges,

    /// <summary>Single columns are counted.</summary>
    CountingColumns,

    /// <summary>The pairs of columns that are worth counting are chosen.</summary>
    ChoosingPairs,

    /// <summary>Pairs of columns are counted.</summary>
    CountingPairs,

    /// <summary>Pairs of columns are chosen and counted in turn.</summary>
    MeasuringPairs,

    /// <summary>Sets of columns are chosen and counted in turn.</summary>
    MeasuringRelations,

    /// <summary>The columns on which each column depends are chosen.</summary>
    ChoosingFamilies,

    /// <summary>Columns are counted together with those on which they depend.</summary>
    CountingFamilies,

    /// <summary>Correlations of columns are measured.</summary>
    MeasuringCorrelations,

    /// <summary>Products of columns are measured.</summary>
    MeasuringProducts,

    /// <summary>Rows are encoded for a network or for correlations.</summary>
    Encoding,

    /// <summary>A network is trained; <see cref="FitProgress.Training"/> tells more.</summary>
    Training,

    /// <summary>The single columns of a trained network are set to those that were counted.</summary>
    SettingColumns,

    /// <summary>The model is fitted to what was measured.</summary>
    Fitting,
}
