using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Veil.Data.Text;
using Veil.Privacy.Accounting;

namespace Veil.Synthesis.Models;

/// <summary>Charges of the same kind, listed together: a statement of sixty pairs of columns has one line for them.</summary>
/// <param name="Learnt">The facts that were learnt.</param>
/// <param name="Noise">The noise that was drawn for it.</param>
/// <param name="Cost">The total cost, with its currency, rounded up.</param>
public sealed record ChargeGroup(string Learnt, string Noise, string Cost)
{
    // The placeholders in a purpose for a list of columns and for a number.
    private const char Columns = '\u0001';
    private const char Number = '\u0002';

    /// <summary>The charges of a statement in groups, in the order of their first charges.</summary>
    public static IReadOnlyList<ChargeGroup> Of(PrivacyStatement statement)
    {
        // Names of columns may hold anything, so they are looked for as what they are, longer ones first.
        string[] names = [.. statement.Columns.Select(column => $"'{column.Name}'").OrderByDescending(name => name.Length)];
        var currency = (statement.Rule ?? CompositionRule.PureEpsilon).Currency();
        return
        [
            .. statement.Charges
                .Select(charge => (Charge: charge, Purpose: Pattern.Of(charge.Purpose, names), Noise: NoisePattern.Of(charge.Event)))
                .GroupBy(each => (each.Purpose.Text, each.Purpose.ColumnsOfEach, each.Noise.Text, each.Charge.Prelude))
                .Select(group => group.ToList())
                .Select(group => new ChargeGroup(
                    group.Count == 1 ? group[0].Charge.Purpose : Pattern.Together([.. group.Select(each => each.Purpose)]),
                    NoisePattern.Together([.. group.Select(each => each.Noise)]),
                    $"{(group[0].Charge.Prelude ? "epsilon" : currency)} {NumberText.AtMost(Sum(group.Select(each => each.Charge.Cost)))}"
                        + (group.Count == 1 ? "" : " in all"))),
        ];
    }

    // An upper bound: each addition that is not exact is rounded up.
    private static double Sum(IEnumerable<double> costs) => costs.Aggregate(0.0, (a, b) =>
    {
        var sum = a + b;
        var part = sum - a;
        var error = a - (sum - part) + (b - part);
        return error > 0 ? Math.BitIncrement(sum) : sum;
    });

    /// <summary>A purpose without the columns and numbers in it.</summary>
    private sealed record Pattern(string Text, int ColumnsOfEach, ImmutableArray<long> Numbers)
    {
        public static Pattern Of(string purpose, string[] names)
        {
            var text = new StringBuilder();
            var numbers = ImmutableArray.CreateBuilder<long>();
            var (columns, at) = (0, 0);
            while (at < purpose.Length)
            {
                if (Name(purpose, at, names) is { } name)
                {
                    for (text.Append(Columns), columns++, at += name.Length;
                         purpose.AsSpan(at).StartsWith(" x ") && Name(purpose, at + 3, names) is { } next;
                         columns++)
                    {
                        at += 3 + next.Length;
                    }
                }
                else if (char.IsAsciiDigit(purpose[at]) && (at == 0 || purpose[at - 1] == ' ') && Whole(purpose, at) is { } number)
                {
                    text.Append(Number);
                    numbers.Add(long.Parse(number, CultureInfo.InvariantCulture));
                    at += number.Length;
                }
                else
                {
                    text.Append(char.IsControl(purpose[at]) ? ' ' : purpose[at]);
                    at++;
                }
            }

            return new Pattern(text.ToString(), columns, numbers.ToImmutable());
        }

        public static string Together(IReadOnlyList<Pattern> all)
        {
            // A column may be counted several times, by itself or with others.
            var pattern = all[0].Text;
            var isCount = pattern == $"counts of {Columns}";
            var of = (isCount, all[0].ColumnsOfEach) switch
            {
                (true, 1) => "single columns",
                (true, 2) => "pairs of columns",
                (true, 3) => "triples of columns",
                (true, var each) => $"{each} columns each",
                _ => $"{all.Count} columns",
            };
            var text = new StringBuilder(isCount ? $"{all.Count} "
                : pattern.Contains(Columns, StringComparison.Ordinal) ? "" : $"{all.Count} times: ");
            var number = 0;
            foreach (var c in pattern)
            {
                if (c == Number)
                {
                    text.Append(Range(all.Select(each => (double)each.Numbers[number])));
                    number++;
                }
                else
                {
                    text.Append(c == Columns ? of : $"{c}");
                }
            }

            return text.ToString();
        }

        private static string? Name(string purpose, int at, string[] names) =>
            Array.Find(names, name => purpose.AsSpan(at).StartsWith(name, StringComparison.Ordinal));

        // Short enough to be a count.
        private static string? Whole(string purpose, int at)
        {
            var end = at;
            while (end < purpose.Length && char.IsAsciiDigit(purpose[end]))
            {
                end++;
            }

            return end - at < 16 && (end == purpose.Length || purpose[end] == ' ') ? purpose[at..end] : null;
        }
    }

    /// <summary>The noise that was drawn for a charge, with placeholders for its numbers.</summary>
    private sealed record NoisePattern(string Text, ImmutableArray<double> Numbers)
    {
        public static NoisePattern Of(PrivacyEvent spent) => spent switch
        {
            GaussianEvent gaussian => new($"{(gaussian.IsRounded ? "rounded" : "discrete")} Gaussian, sigma {Number}", [gaussian.Sigma]),
            LaplaceEvent laplace => new($"discrete Laplace, scale {Number}", [laplace.Scale]),
            ExponentialEvent exponential => new($"exponential mechanism, epsilon {Number}", [exponential.Epsilon]),
            PureEvent pure => new($"epsilon {Number}", [pure.Epsilon]),
            ThresholdEvent threshold => new($"threshold, delta {Number}", [threshold.Delta]),
            SubsampledGaussianEvent training => new(
                $"{Number} steps on samples of {Number} %, each with Gaussian noise of {Number} times the bound",
                [training.Steps, 100 * training.Rate, training.NoiseMultiplier]),
            ComposedEvent composed => OfAll(composed.Events),
            _ => throw new NotSupportedException($"No words are defined for {spent.GetType().Name}."),
        };

        public static string Together(IReadOnlyList<NoisePattern> all)
        {
            var text = new StringBuilder();
            var number = 0;
            foreach (var c in all[0].Text)
            {
                if (c != Number)
                {
                    text.Append(c);
                    continue;
                }

                var range = Range(all.Select(each => each.Numbers[number]));
                var isOne = all.Count > 1 && all[0].Numbers.Length == 1 && !range.Contains(' ', StringComparison.Ordinal);
                text.Append(range).Append(isOne ? " each" : "");
                number++;
            }

            return text.ToString();
        }

        // Equal events in a row are listed once.
        private static NoisePattern OfAll(IReadOnlyList<PrivacyEvent> events)
        {
            var parts = new List<string>();
            var numbers = ImmutableArray.CreateBuilder<double>();
            for (var i = 0; i < events.Count;)
            {
                var same = 1;
                while (i + same < events.Count && events[i + same].Equals(events[i]))
                {
                    same++;
                }

                var part = Of(events[i]);
                parts.Add(same == 1 ? part.Text : $"{same.ToString(CultureInfo.InvariantCulture)} times {part.Text}");
                numbers.AddRange(part.Numbers);
                i += same;
            }

            return new NoisePattern(string.Join("; ", parts), numbers.ToImmutable());
        }
    }

    private static string Range(IEnumerable<double> values)
    {
        double[] all = [.. values];
        var (least, most) = (NumberText.Of(all.Min()), NumberText.Of(all.Max()));
        return least == most ? least : $"{least} to {most}";
    }
}
