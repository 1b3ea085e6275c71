using System.Collections.Immutable;
using Veil.Data.Errors;

namespace Veil.Synthesis.Contracts;

/// <summary>
/// The options of a method: every method that has options has a record of its own. They are public: none of them may come from
/// the rows, and no privacy parameter is among them.
/// </summary>
public abstract record MethodOptions
{
    /// <summary>The options of a method, or its defaults when none were given.</summary>
    /// <exception cref="ArgumentException">The options are those of another method.</exception>
    internal static T Of<T>(MethodOptions? given)
        where T : MethodOptions, new() =>
        given switch
        {
            null => new T(),
            T own => own,
            _ => throw new ArgumentException(
                $"The options are {given.GetType().Name}, and the method takes {typeof(T).Name}.", nameof(given)),
        };
}

/// <summary>The options that a method has, and how they are read from texts.</summary>
public abstract class MethodOptionList
{
    /// <summary>The list of a method that has none.</summary>
    public static MethodOptionList None { get; } = new Nothing();

    /// <summary>The options, in the order in which they are listed.</summary>
    public abstract ImmutableArray<MethodOption> All { get; }

    /// <summary>True when there is an option of a name.</summary>
    public bool Has(string name) => All.Any(option => option.Name == name);

    /// <summary>The options of a method from texts by name.</summary>
    /// <param name="method">Name of the method, for faults.</param>
    /// <param name="values">For each option that is given its value as text.</param>
    /// <returns>The method's record; null when it has none.</returns>
    /// <exception cref="VeilException">Codes <c>option-not-for-method</c> and <c>option-value-wrong</c>.</exception>
    public abstract MethodOptions? Read(string method, IReadOnlyDictionary<string, string> values);

    /// <summary>Refuses options that the method does not know.</summary>
    private protected void RefuseUnknown(string method, IReadOnlyDictionary<string, string> values)
    {
        if (values.Keys.Order(StringComparer.Ordinal).FirstOrDefault(name => !Has(name)) is { } unknown)
        {
            throw new VeilException(
                FaultKind.Usage,
                "option-not-for-method",
                $"The method '{method}' has no use for ‹{unknown}›.",
                "Leave the option out, or choose a method that knows it; this one "
                    + (All.IsEmpty ? "has none." : $"knows {string.Join(", ", All.Select(option => $"‹{option.Name}›"))}."));
        }
    }

    private sealed class Nothing : MethodOptionList
    {
        public override ImmutableArray<MethodOption> All => [];

        public override MethodOptions? Read(string method, IReadOnlyDictionary<string, string> values)
        {
            RefuseUnknown(method, values);
            return null;
        }
    }
}

/// <summary>The options of one method, each with the setter of its value in the method's record.</summary>
internal sealed class MethodOptionList<TOptions> : MethodOptionList
    where TOptions : MethodOptions, new()
{
    private readonly List<(MethodOption Option, Func<TOptions, string, TOptions?> Set)> _entries = [];

    /// <inheritdoc/>
    public override ImmutableArray<MethodOption> All => [.. _entries.Select(entry => entry.Option)];

    /// <summary>Adds an option.</summary>
    /// <param name="option">The option.</param>
    /// <param name="set">The record with a value.</param>
    /// <returns>This list.</returns>
    public MethodOptionList<TOptions> Add<T>(MethodOption<T> option, Func<TOptions, T, TOptions> set)
    {
        _entries.Add((option, (options, text) => option.Parse(text) is (true, var value) ? set(options, value) : null));
        return this;
    }

    /// <inheritdoc/>
    public override MethodOptions? Read(string method, IReadOnlyDictionary<string, string> values)
    {
        RefuseUnknown(method, values);
        return _entries.Aggregate(new TOptions(), (options, entry) => !values.TryGetValue(entry.Option.Name, out var text) ? options
            : entry.Set(options, text) ?? throw new VeilException(
                FaultKind.Usage, "option-value-wrong", $"‹{entry.Option.Name}› needs {entry.Option.Expected}.",
                "Give it such a value, or leave it out."));
    }
}
