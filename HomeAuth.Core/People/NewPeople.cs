using HomeAuth.Core.Data;
using HomeAuth.Core.Events;
using HomeAuth.Core.History;
using HomeAuth.Core.Passkeys;
using HomeAuth.Core.Permissions;
using HomeAuth.Core.Protection;
using HomeAuth.Core.Providers;
using HomeAuth.Core.Settings;
using HomeAuth.Core.Tokens;
using HomeAuth.Core.Users;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.People;

/// <summary>Adds people whole: user, groups, limits, login and person, in one transaction. The one validator behind every door.</summary>
public sealed class NewPeople(
    HomeAuthDb db,
    Passwords passwords,
    PasswordHashing hashing,
    Authority authority,
    RecentProof proof,
    HouseEvents events,
    PersonEntities entities,
    SecurityHistory history,
    HouseSettings settings,
    TimeProvider time)
{
    /// <summary>Adds somebody with a first password, which they have to change when they sign in.</summary>
    /// <returns>The id of the new user.</returns>
    /// <exception cref="HomeAuthException">A value breaks a rule, the field says which; or the actor may not, or has to prove again who they are.</exception>
    public async Task<string> CreateAsync(NewPerson request, Actor actor, CancellationToken cancellationToken = default)
    {
        await authority.RequireAsync(Acts.AddPeople, actor, null, cancellationToken);
        await authority.RequireMayGiveAsync(request.GroupIds, actor, cancellationToken);
        await GroupRegistry.RequireAsync(db, request.GroupIds, cancellationToken);
        RequireFuture(request.Limits);
        var person = await PrepareAsync(request.Name, request.Username, new FirstProof.Password(request.Password), cancellationToken);
        await proof.RequireAsync(actor, cancellationToken);
        person.User.PasswordChangeDue = true;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await AddAsync(person, request.GroupIds, request.Limits, cancellationToken);
        history.Add(SecurityEventTypes.UserAdded, person.User.Id, actor);
        history.Add(SecurityEventTypes.LoginAdded, person.User.Id, actor);
        await SaveAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await events.PublishAsync(db, new UserAdded(person.User.Id, EventContext.Of(actor.UserId)), CancellationToken.None);
        await entities.ChangedAsync(db, EventContext.Of(actor.UserId), CancellationToken.None);
        return person.User.Id;
    }

    /// <summary>Checks everything that can be checked before somebody is written.</summary>
    /// <exception cref="HomeAuthException">A value breaks a rule; the field says which.</exception>
    internal async Task<PreparedPerson> PrepareAsync(string? name, string? username, FirstProof first, CancellationToken cancellationToken)
    {
        Refuse(DisplayName.Check(name), "name");
        Refuse(Username.Check(username), "username");
        if (first is FirstProof.Password { Text: var text })
        {
            Refuse(passwords.Check(text, username, name!), "password");
        }

        var normalized = Username.Normalize(username!);
        Refuse(await db.Users.AnyAsync(user => user.NormalizedUserName == normalized, cancellationToken) ? ErrorCodes.UsernameExists : null, "username");
        var now = time.GetUtcNow();
        var user = new HomeUser
        {
            Id = first is FirstProof.Passkey { UserId: var id } ? id : Identifier.New(),
            Name = DisplayName.Clean(name!),
            UserName = Username.Clean(username!),
            NormalizedUserName = normalized,
            PasswordHash = first is FirstProof.Password password ? await hashing.HashAsync(password.Text!, cancellationToken) : null,
            CreatedAt = now,
        };
        return new PreparedPerson(
            user,
            new Credential { UserId = user.Id, AuthProviderType = HomeAssistantAuthProvider.TypeName, Subject = user.Id, CreatedAt = now },
            (first as FirstProof.Passkey)?.Info);
    }

    /// <summary>Adds a prepared person, for the caller to save.</summary>
    internal async Task AddAsync(PreparedPerson person, IEnumerable<string> groupIds, AccessLimits limits, CancellationToken cancellationToken)
    {
        var user = person.User;
        (user.LastDay, user.Hours, user.LocalOnly) = (limits.LastDay, limits.Hours?.ToString(), limits.AtHomeOnly);
        db.Users.Add(user);
        db.UserRoles.AddRange(groupIds.Distinct().Select(id => new IdentityUserRole<string> { UserId = user.Id, RoleId = id }));
        db.Credentials.Add(person.Credential);
        db.Persons.Add(await PersonRegistry.OfAsync(db, user, cancellationToken));
        if (person.Passkey is { } passkey)
        {
            db.Passkeys.Add(PasskeyRegistry.Row(passkey, user.Id, null, user.CreatedAt));
        }
    }

    /// <summary>Saves what was added.</summary>
    /// <exception cref="HomeAuthException">Somebody else was quicker with the same username.</exception>
    internal async Task SaveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            db.ChangeTracker.Clear();
            throw new HomeAuthException(ErrorCodes.UsernameExists, "username");
        }
    }

    /// <summary>Refuses a last day that has passed: nobody would want to come in and find the door closed.</summary>
    internal void RequireFuture(AccessLimits limits)
    {
        if (limits.LastDay < settings.Current.DayOf(time.GetUtcNow()))
        {
            throw new HomeAuthException(ErrorCodes.DateInvalid, "last_day");
        }
    }

    private static void Refuse(string? code, string field)
    {
        if (code is not null)
        {
            throw new HomeAuthException(code, field);
        }
    }
}

/// <summary>Somebody to be added with a first password.</summary>
public sealed record NewPerson(string? Name, string? Username, string? Password, IReadOnlyCollection<string> GroupIds, AccessLimits Limits);

/// <summary>By what a new person will sign in.</summary>
public abstract record FirstProof
{
    /// <summary>A password.</summary>
    public sealed record Password(string? Text) : FirstProof;

    /// <summary>A passkey, made for the user id that the new person gets.</summary>
    public sealed record Passkey(UserPasskeyInfo Info, string UserId) : FirstProof;
}

internal sealed record PreparedPerson(HomeUser User, Credential Credential, UserPasskeyInfo? Passkey);
