using Veil.Data.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>Two tables one above the other, for a model that tells them apart.</summary>
internal static class StackedTables
{
    /// <summary>The given columns of both, the rows of the first one coming first; a label is the same in both.</summary>
    public static Table Of(IEnumerable<string> names, Table first, Table second) => new([.. names.Select(name => Of(first[name], second[name]))]);

    private static Column Of(Column first, Column second)
    {
        switch (first, second)
        {
            case (IntegerColumn a, IntegerColumn b):
                return new IntegerColumn(a.Name, [.. a.Values, .. b.Values], a.Type);
            case (DecimalColumn a, DecimalColumn b):
                return new DecimalColumn(a.Name, [.. a.Values, .. b.Values]);
            case (LabelColumn a, LabelColumn b):
                var labels = new LabelPoolBuilder();
                var (of, ofOther) = (Numbers(a.Labels, labels), Numbers(b.Labels, labels));
                int[] codes = [.. Renumber(a.Codes, of), .. Renumber(b.Codes, ofOther)];
                return new LabelColumn(a.Name, codes, labels.Build(), a.Type);
            default:
                throw new ArgumentException($"Column '{first.Name}' holds another kind of value in the other table.", nameof(second));
        }
    }

    private static int[] Numbers(LabelPool pool, LabelPoolBuilder labels) =>
        [.. Enumerable.Range(0, pool.Count).Select(code => labels.GetOrAdd(pool.Utf8(code)))];

    private static int[] Renumber(ReadOnlySpan<int> codes, int[] numbers) =>
        Array.ConvertAll(codes.ToArray(), code => code == LabelColumn.Missing ? code : numbers[code]);
}
