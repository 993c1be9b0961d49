using HomeAuth.Core.Events;

namespace HomeAuth.Core.People;

/// <summary>The state of an entity as programs see it. HomeAuth has one per person.</summary>
/// <param name="EntityId">Such as <c>person.anna_muster</c>.</param>
/// <param name="State">The state; <c>unknown</c> where nobody tracks the person.</param>
/// <param name="Attributes">Whatever else there is to know, JSON values by name.</param>
/// <param name="LastChanged">When the state became what it is.</param>
/// <param name="LastUpdated">When state or attributes became what they are.</param>
/// <param name="Context">On whose account.</param>
public sealed record EntityState(
    string EntityId,
    string State,
    IReadOnlyDictionary<string, object> Attributes,
    DateTimeOffset LastChanged,
    DateTimeOffset LastUpdated,
    EventContext Context);

/// <summary>An entity appeared, changed, or went.</summary>
/// <param name="EntityId">Which.</param>
/// <param name="Old">How it was; null if it was not there.</param>
/// <param name="New">How it is; null if it is there no more.</param>
/// <param name="At">When.</param>
/// <param name="Context">On whose account.</param>
public sealed record EntityChange(string EntityId, EntityState? Old, EntityState? New, DateTimeOffset At, EventContext Context);
