using System.Collections.Immutable;
using System.Globalization;

namespace Veil.Synthesis.Contracts;

/// <summary>The kind of value of an option.</summary>
public enum MethodOptionKind
{
    /// <summary>A whole number within limits.</summary>
    WholeNumber,

    /// <summary>A number above 0.</summary>
    Number,

    /// <summary>One of some words.</summary>
    Choice,

    /// <summary>The marginals that should be accurate: see <see cref="Contracts.Workload"/>.</summary>
    Workload,
}

/// <summary>An option of a method, described for a command line, a form and the documentation.</summary>
/// <param name="Name">Its name, lower case, such as <c>max-model-size</c>.</param>
/// <param name="Kind">The kind of its value.</param>
/// <param name="Form">The placeholder of the value in a listing, such as <c>MB</c>.</param>
/// <param name="Expected">The condition on a value, such as "a number above 0".</param>
/// <param name="Description">Its effect, in a sentence.</param>
/// <param name="Default">The behaviour without it, in words that follow "Default:".</param>
public abstract record MethodOption(string Name, MethodOptionKind Kind, string Form, string Expected, string Description, string Default)
{
    /// <summary>The words to choose from, of an option that is a choice.</summary>
    public ImmutableArray<string> Choices { get; init; } = [];

    /// <summary>True when it says how a network is trained, not what is modelled.</summary>
    public bool IsOfTraining { get; init; }

    /// <summary>True when a text is a value of the option.</summary>
    public abstract bool Accepts(string text);

    /// <summary>An option whose value is a whole number.</summary>
    internal static MethodOption<int?> Whole(string name, string form, int least, int most, string description, string @default) => new(
        name,
        MethodOptionKind.WholeNumber,
        form,
        string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"),
        description,
        @default,
        text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            && value >= least && value <= most
                ? (true, value) : (false, null));

    /// <summary>An option whose value is a number above 0.</summary>
    internal static MethodOption<double?> Positive(string name, string form, string description, string @default) => new(
        name,
        MethodOptionKind.Number,
        form,
        "a number above 0",
        description,
        @default,
        text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && value > 0 && double.IsFinite(value)
                ? (true, value) : (false, null));

    /// <summary>An option whose value is one of some words.</summary>
    internal static MethodOption<T> Choice<T>(string name, string description,
        string @default, params IReadOnlyList<(string Word, T Value)> choices)
    {
        var words = choices.Select(choice => $"'{choice.Word}'").ToList();
        return new MethodOption<T>(
            name,
            MethodOptionKind.Choice,
            string.Join('|', choices.Select(choice => choice.Word)),
            $"{string.Join(", ", words.SkipLast(1))} or {words[^1]}",
            description,
            @default,
            text => choices.Where(choice => choice.Word.Equals(text, StringComparison.OrdinalIgnoreCase))
                .Select(choice => (true, choice.Value)).FirstOrDefault())
        {
            Choices = [.. choices.Select(choice => choice.Word)],
        };
    }
}

/// <summary>An option whose values are of a type.</summary>
/// <param name="Name">Its name, lower case.</param>
/// <param name="Kind">The kind of its value.</param>
/// <param name="Form">The placeholder of the value in a listing.</param>
/// <param name="Expected">The condition on a value.</param>
/// <param name="Description">Its effect, in a sentence.</param>
/// <param name="Default">The behaviour without it, in words.</param>
/// <param name="Parse">The value that a text is, if it is one.</param>
internal sealed record MethodOption<T>(
    string Name, MethodOptionKind Kind, string Form, string Expected,
    string Description, string Default, Func<string, (bool Ok, T Value)> Parse)
    : MethodOption(Name, Kind, Form, Expected, Description, Default)
{
    /// <inheritdoc/>
    public override bool Accepts(string text) => Parse(text).Ok;
}
