using System.Text.Json.Serialization;

namespace HomeAuth.Core.Events;

/// <summary>Something that happened in the house and that its programs may hear of; a closed set of records.</summary>
/// <param name="Context">On whose account.</param>
[JsonDerivedType(typeof(UserAdded), "user_added")]
[JsonDerivedType(typeof(UserUpdated), "user_updated")]
[JsonDerivedType(typeof(UserRemoved), "user_removed")]
[JsonDerivedType(typeof(PersonsChanged), "persons")]
[JsonDerivedType(typeof(ThemesUpdated), "themes")]
[JsonDerivedType(typeof(UserDataChanged), "user_data")]
[JsonDerivedType(typeof(SystemDataChanged), "system_data")]
[JsonDerivedType(typeof(SettingsChanged), "settings")]
[JsonDerivedType(typeof(BansChanged), "bans")]
[JsonDerivedType(typeof(AlertsChanged), "alerts")]
public abstract record HouseEvent(EventContext Context);

/// <summary>A user was added.</summary>
public sealed record UserAdded(string UserId, EventContext Context) : HouseEvent(Context);

/// <summary>A user's name, groups or limits have changed.</summary>
public sealed record UserUpdated(string UserId, EventContext Context) : HouseEvent(Context);

/// <summary>A user was removed.</summary>
public sealed record UserRemoved(string UserId, EventContext Context) : HouseEvent(Context);

/// <summary>Persons were created, changed or removed; which, their entities tell.</summary>
public sealed record PersonsChanged(EventContext Context) : HouseEvent(Context);

/// <summary>The themes, or the default among them, have changed.</summary>
public sealed record ThemesUpdated(EventContext Context) : HouseEvent(Context);

/// <summary>A document that a user keeps with the house was written.</summary>
public sealed record UserDataChanged(string UserId, string Key, EventContext Context) : HouseEvent(Context);

/// <summary>A document of the house was written.</summary>
public sealed record SystemDataChanged(string Key, EventContext Context) : HouseEvent(Context);

/// <summary>The settings of the house have changed.</summary>
public sealed record SettingsChanged(EventContext Context) : HouseEvent(Context);

/// <summary>A ban of an address or a range was added, changed or lifted; null for any of them.</summary>
public sealed record BansChanged(string? Network, EventContext Context) : HouseEvent(Context);

/// <summary>A person has other alerts than before; which, the database tells.</summary>
public sealed record AlertsChanged(string UserId, EventContext Context) : HouseEvent(Context);

/// <summary>On whose account something happened.</summary>
/// <param name="Id">Names this one act.</param>
/// <param name="UserId">Who did it; null for the house itself.</param>
public sealed record EventContext(string Id, string? UserId)
{
    /// <summary>An act of a user, or of the house itself.</summary>
    public static EventContext Of(string? userId) => new(Identifier.New(), userId);
}
