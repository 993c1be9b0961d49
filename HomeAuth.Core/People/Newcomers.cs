using HomeAuth.Core.Data;
using HomeAuth.Core.Events;
using HomeAuth.Core.History;
using HomeAuth.Core.Providers;
using HomeAuth.Core.Users;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace HomeAuth.Core.People;

/// <summary>Somebody whom a provider knows signs in: finds the user, or makes one the first time.</summary>
/// <remarks>Never the owner; and an ordinary user unless the provider says otherwise, where Home Assistant makes administrators.</remarks>
public sealed class Newcomers(
    HomeAuthDb db, HouseEvents events, PersonEntities entities, SecurityHistory history, TimeProvider time, ILogger<Newcomers> logger)
{
    /// <summary>Whom a provider means; null when nobody of the house yet.</summary>
    internal Task<ProviderAnswer.Proved?> FindAsync(AuthProvider provider, string subject, CancellationToken cancellationToken) =>
        db.Credentials
            .Where(credential => credential.AuthProviderType == provider.Type && credential.AuthProviderId == provider.Id && credential.Subject == subject)
            .Select(credential => new ProviderAnswer.Proved(credential.UserId, credential.Id))
            .SingleOrDefaultAsync(cancellationToken);

    /// <summary>Makes a user of somebody who is none yet; of two sign-ins at once, one does.</summary>
    internal async Task<ProviderAnswer.Proved> WelcomeAsync(
        AuthProvider provider, ProviderAnswer.Recognised who, RequestOrigin origin, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var user = new HomeUser { Name = NameOf(who), CreatedAt = now, LocalOnly = who.Info.LocalOnly };
        var credential = new Credential { UserId = user.Id, AuthProviderType = provider.Type, AuthProviderId = provider.Id, Subject = who.Subject, CreatedAt = now };
        db.Users.Add(user);
        db.UserRoles.Add(new IdentityUserRole<string> { UserId = user.Id, RoleId = await GroupAsync(who, cancellationToken) });
        db.Credentials.Add(credential);
        db.Persons.Add(await PersonRegistry.OfAsync(db, user, cancellationToken));
        history.Add(SecurityEventTypes.UserAdded, user.Id, origin, detail: provider.Type, actorId: user.Id);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            db.ChangeTracker.Clear();
            return await FindAsync(provider, who.Subject, cancellationToken) ?? throw new HomeAuthException(ErrorCodes.InvalidFlow);
        }

        var context = EventContext.Of(user.Id);
        await events.PublishAsync(db, new UserAdded(user.Id, context), CancellationToken.None);
        await entities.ChangedAsync(db, context, CancellationToken.None);
        return new ProviderAnswer.Proved(user.Id, credential.Id);
    }

    private static string NameOf(ProviderAnswer.Recognised who) =>
        new[] { who.Info.Name, PlainText.OneLine(who.Subject, DisplayName.MaxLength) }.FirstOrDefault(name => DisplayName.Check(name) is null) is { } name
            ? DisplayName.Clean(name)
            : "User";

    private async Task<string> GroupAsync(ProviderAnswer.Recognised who, CancellationToken cancellationToken)
    {
        if (who.Info.GroupId is not { } id)
        {
            return Group.UsersId;
        }

        if (await db.Roles.AnyAsync(group => group.Id == id, cancellationToken))
        {
            return id;
        }

        logger.LogError("A provider puts a new user into the group '{Group}', which does not exist; the user is an ordinary one", PlainText.OneLine(id));
        return Group.UsersId;
    }
}
