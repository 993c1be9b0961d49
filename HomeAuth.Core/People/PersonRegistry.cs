using HomeAuth.Core.Data;
using HomeAuth.Core.Events;
using HomeAuth.Core.Permissions;
using HomeAuth.Core.Users;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.People;

/// <summary>The persons that programs see, each an entity, linked to a user or not.</summary>
public sealed class PersonRegistry(HomeAuthDb db, Authority authority, PersonEntities entities, TimeProvider time)
{
    private const string TrackerDomain = "device_tracker.";
    private const int MaxTrackers = 50;
    private const int MaxPicture = 1000;

    /// <summary>All persons, in the order of their creation.</summary>
    public async Task<IReadOnlyList<Person>> ListAsync(CancellationToken cancellationToken = default) =>
        await db.Persons.AsNoTracking().OrderBy(person => person.CreatedAt).ThenBy(person => person.Id).ToListAsync(cancellationToken);

    /// <summary>Creates a person.</summary>
    /// <exception cref="HomeAuthException">A value breaks a rule, or the user is gone or somebody else.</exception>
    public async Task<Person> CreateAsync(PersonInput input, Actor actor, CancellationToken cancellationToken = default)
    {
        Check(input.Name ?? "");
        await authority.RequireAsync(Acts.EditHouse, actor, null, cancellationToken);
        await CheckAsync(input, null, cancellationToken);
        await RequireAsync(input.UserId, actor, cancellationToken);
        var person = new Person
        {
            Id = await FreeIdAsync(db, input.Name!, cancellationToken),
            Name = DisplayName.Clean(input.Name!),
            UserId = input.UserId,
            Picture = input.Picture,
            DeviceTrackers = string.Join('\n', input.DeviceTrackers),
            CreatedAt = time.GetUtcNow(),
        };
        db.Persons.Add(person);
        await SaveAsync(actor, cancellationToken);
        return person;
    }

    /// <summary>Changes a person.</summary>
    /// <param name="personId">Which.</param>
    /// <param name="input">The new values; a null name stays.</param>
    /// <param name="given">Which of the other fields are given.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="cancellationToken">Gives up before anything is written.</param>
    /// <exception cref="HomeAuthException">No such person, a value breaks a rule, or the user is gone or somebody else.</exception>
    public async Task<Person> UpdateAsync(
        string personId, PersonInput input, IReadOnlySet<string> given, Actor actor, CancellationToken cancellationToken = default)
    {
        var person = await db.Persons.SingleOrDefaultAsync(person => person.Id == personId, cancellationToken)
            ?? throw new HomeAuthException(ErrorCodes.PersonNotFound);
        if (input.Name is { } name)
        {
            Check(name);
        }

        await authority.RequireAsync(Acts.EditHouse, actor, null, cancellationToken);
        await CheckAsync(input, personId, cancellationToken);
        await RequireAsync(person.UserId, actor, cancellationToken);
        await RequireAsync(given.Contains("user_id") ? input.UserId : null, actor, cancellationToken);
        person.Name = input.Name is null ? person.Name : DisplayName.Clean(input.Name);
        person.UserId = given.Contains("user_id") ? input.UserId : person.UserId;
        person.Picture = given.Contains("picture") ? input.Picture : person.Picture;
        person.DeviceTrackers = string.Join('\n', input.DeviceTrackers);
        await SaveAsync(actor, cancellationToken);
        return person;
    }

    /// <summary>Removes a person; the user stays.</summary>
    /// <exception cref="HomeAuthException">No such person.</exception>
    public async Task RemoveAsync(string personId, Actor actor, CancellationToken cancellationToken = default)
    {
        await authority.RequireAsync(Acts.EditHouse, actor, null, cancellationToken);
        var person = await db.Persons.SingleOrDefaultAsync(person => person.Id == personId, cancellationToken)
            ?? throw new HomeAuthException(ErrorCodes.PersonNotFound);
        await RequireAsync(person.UserId, actor, cancellationToken);
        await db.Persons.Where(person => person.Id == personId).ExecuteDeleteAsync(cancellationToken);

        await entities.ChangedAsync(db, EventContext.Of(actor.UserId), CancellationToken.None);
    }

    /// <summary>The person of a new user, for the caller to save.</summary>
    internal static async Task<Person> OfAsync(HomeAuthDb db, HomeUser user, CancellationToken cancellationToken) => new()
    {
        Id = await FreeIdAsync(db, user.Name, cancellationToken),
        Name = user.Name,
        UserId = user.Id,
        CreatedAt = user.CreatedAt,
    };

    private static void Check(string name)
    {
        if (DisplayName.Check(name) is { } code)
        {
            throw new HomeAuthException(code, "name");
        }
    }

    private async Task CheckAsync(PersonInput input, string? personId, CancellationToken cancellationToken)
    {
        if (input.DeviceTrackers.Count > MaxTrackers || input.Picture?.Length > MaxPicture
            || input.DeviceTrackers.Any(tracker => !tracker.StartsWith(TrackerDomain, StringComparison.Ordinal) || !PlainText.IsPlain(tracker, joiners: false)))
        {
            throw new HomeAuthException(ErrorCodes.ValueTooLarge);
        }

        if (input.UserId is { } userId)
        {
            if (!await db.Users.AnyAsync(user => user.Id == userId, cancellationToken))
            {
                throw new HomeAuthException(ErrorCodes.UserNotFound, "user_id");
            }

            if (await db.Persons.AnyAsync(person => person.UserId == userId && person.Id != personId, cancellationToken))
            {
                throw new HomeAuthException(ErrorCodes.PersonUserTaken, "user_id");
            }
        }
    }

    // The person of somebody is theirs, and of the owner nobody's else.
    private Task RequireAsync(string? userId, Actor actor, CancellationToken cancellationToken) =>
        userId is null ? Task.CompletedTask : authority.RequireAsync(Acts.ChangePeople, actor, userId, cancellationToken);

    private async Task SaveAsync(Actor actor, CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            // Somebody else was quicker with the same user or the same name.
            db.ChangeTracker.Clear();
            throw new HomeAuthException(ErrorCodes.PersonUserTaken, "user_id");
        }

        await entities.ChangedAsync(db, EventContext.Of(actor.UserId), CancellationToken.None);
    }

    private static async Task<string> FreeIdAsync(HomeAuthDb db, string name, CancellationToken cancellationToken)
    {
        var slug = Slug.Of(name);
        var taken = await db.Persons.Where(person => person.Id.StartsWith(slug)).Select(person => person.Id).ToHashSetAsync(cancellationToken);
        var id = slug;
        for (var number = 2; taken.Contains(id); number++)
        {
            id = $"{slug}_{number}";
        }

        return id;
    }
}

/// <summary>A person as somebody wants one.</summary>
public sealed record PersonInput(string? Name, string? UserId, string? Picture, IReadOnlyList<string> DeviceTrackers);
