namespace Veil.Privacy.Accounting;

/// <summary>One charge: the event, its purpose and its cost.</summary>
/// <param name="Event">The event that was charged.</param>
/// <param name="Purpose">The purpose, in words that hold no value of the table.</param>
/// <param name="Cost">The amount taken from the budget, rounded up: epsilon in a prelude, else in the currency of the rule.</param>
/// <param name="Prelude">True when it was made before delta was known, and so is paid in epsilon.</param>
public sealed record Charge(PrivacyEvent Event, string Purpose, double Cost, bool Prelude = false);
