using Veil.Data.Tables;

namespace Veil.Data.Formats.Csv;

/// <summary>Takes the fields of one column, a batch at a time, and becomes a <see cref="Column"/>.</summary>
internal abstract class ColumnSink(string name, int field)
{
    /// <summary>The column's name.</summary>
    public string Name { get; } = name;

    /// <summary>The index of the field that it takes.</summary>
    public int Field { get; } = field;

    /// <summary>The description of a good cell, to say after <em>the value is not</em>.</summary>
    public abstract string Expected { get; }

    /// <summary>True when a cell can be bad; such columns are parsed before those that take anything.</summary>
    public abstract bool CanRefuse { get; }

    /// <summary>True when it takes long enough to be worth a core of its own.</summary>
    public virtual bool IsSlow => false;

    /// <summary>Takes the column's field of each record; marks the records whose cell it refuses as bad.</summary>
    public abstract void Append(CsvBatch batch, CsvFaultLog log);

    /// <summary>Takes back what it appended for the records marked as bad.</summary>
    public abstract void RemoveBad(CsvBatch batch);

    /// <summary>The column; the sink is empty afterwards.</summary>
    public abstract Column Build();
}
