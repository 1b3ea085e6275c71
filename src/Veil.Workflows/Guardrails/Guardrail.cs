using System.Collections.Immutable;

namespace Veil.Workflows.Guardrails;

/// <summary>A rule that keeps owners from promising, spending or publishing something that they did not mean to.</summary>
/// <param name="Id">Its name in messages, statements and documents, such as G2.</param>
/// <param name="Rule">The rule, as a sentence.</param>
/// <param name="Why">The reason for it, as a sentence.</param>
/// <param name="Codes">The codes of the faults by which it refuses; empty where it only notes or stamps.</param>
public sealed record Guardrail(string Id, string Rule, string Why, ImmutableArray<string> Codes);

/// <summary>Something that a rule says of a request that it does not refuse.</summary>
/// <param name="Guardrail">The rule.</param>
/// <param name="Text">The note, as sentences; settings are named as in a fault.</param>
public sealed record GuardrailNote(Guardrail Guardrail, string Text);
