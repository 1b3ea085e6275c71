namespace Veil.Privacy.Accounting;

/// <summary>What was charged, why, and how much.</summary>
/// <param name="Event">What was learnt.</param>
/// <param name="Purpose">Why, in words that hold no value of the table.</param>
/// <param name="Cost">What it took from the budget, rounded up: epsilon in a prelude, else in the currency of the rule.</param>
/// <param name="Prelude">Whether it was made before delta was known, and so is paid in epsilon.</param>
public sealed record Charge(PrivacyEvent Event, string Purpose, double Cost, bool Prelude = false);
