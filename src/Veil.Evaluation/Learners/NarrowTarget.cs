namespace Veil.Evaluation.Learners;

/// <summary>A target whose classes all occur.</summary>
/// <param name="Target">The target; a numeric target is unchanged.</param>
/// <param name="Classes">The original code of each of its classes; empty for numbers.</param>
internal readonly record struct NarrowTarget(LearningTarget Target, int[] Classes)
{
    /// <summary>Renumbers the classes that occur, without gaps.</summary>
    public static NarrowTarget Of(LearningTarget target)
    {
        if (target.Classes == 0)
        {
            return new NarrowTarget(target, []);
        }

        var counts = target.ClassCounts();
        int[] classes = [.. Enumerable.Range(0, counts.Length).Where(label => counts[label] > 0)];
        var codes = new int[target.Rows];
        for (var row = 0; row < codes.Length; row++)
        {
            codes[row] = Array.IndexOf(classes, (int)target.Values[row]);
        }

        return new NarrowTarget(LearningTarget.OfClasses(codes, classes.Length), classes);
    }
}
