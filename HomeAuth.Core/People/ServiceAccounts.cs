using HomeAuth.Core.Data;
using HomeAuth.Core.Events;
using HomeAuth.Core.History;
using HomeAuth.Core.Permissions;
using HomeAuth.Core.Users;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.People;

/// <summary>Services: users for programs, with a purpose, somebody who answers for them, and tokens as their only way in.</summary>
public sealed class ServiceAccounts(HomeAuthDb db, Authority authority, HouseEvents events, SecurityHistory history, TimeProvider time)
{
    /// <summary>Longest purpose, in UTF-16 units.</summary>
    public const int LongestPurpose = 200;

    /// <summary>Creates a service.</summary>
    /// <param name="name">What people call it.</param>
    /// <param name="purpose">What it is for.</param>
    /// <param name="groupIds">The groups that say what it may do.</param>
    /// <param name="responsibleId">Who answers for it; null for the actor.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="cancellationToken">Gives up before anything is written.</param>
    /// <returns>Its id.</returns>
    /// <exception cref="HomeAuthException">A value breaks a rule, the field says which; or the actor may not.</exception>
    public async Task<string> CreateAsync(
        string? name, string? purpose, IReadOnlyCollection<string> groupIds, string? responsibleId, Actor actor, CancellationToken cancellationToken = default)
    {
        await authority.RequireAsync(groupIds.Contains(Group.AdminId) ? Acts.EmpowerServices : Acts.ManageServices, actor, null, cancellationToken);
        await authority.RequireMayGiveAsync(groupIds, actor, cancellationToken);
        if (DisplayName.Check(name) is { } code)
        {
            throw new HomeAuthException(code, "name");
        }

        await GroupRegistry.RequireAsync(db, groupIds, cancellationToken);
        var service = new HomeUser
        {
            Name = DisplayName.Clean(name!),
            IsService = true,
            Purpose = await CheckedAsync(purpose, responsibleId ?? actor.UserId, cancellationToken),
            ResponsibleId = responsibleId ?? actor.UserId,
            CreatedAt = time.GetUtcNow(),
        };
        db.Users.Add(service);
        db.UserRoles.AddRange(groupIds.Distinct().Select(id => new IdentityUserRole<string> { UserId = service.Id, RoleId = id }));
        history.Add(SecurityEventTypes.UserAdded, service.Id, actor, detail: "service");
        await db.SaveChangesAsync(cancellationToken);
        await events.PublishAsync(db, new UserAdded(service.Id, EventContext.Of(actor.UserId)), CancellationToken.None);
        return service.Id;
    }

    /// <summary>Changes what a service is for and who answers for it; null leaves it as it is.</summary>
    /// <exception cref="HomeAuthException">No such service, a value breaks a rule, or the actor may not.</exception>
    public async Task UpdateAsync(string serviceId, string? purpose, string? responsibleId, Actor actor, CancellationToken cancellationToken = default)
    {
        await authority.RequireAsync(Acts.ManageServices, actor, serviceId, cancellationToken);
        var service = await db.Users.SingleOrDefaultAsync(user => user.Id == serviceId && user.IsService, cancellationToken)
            ?? throw new HomeAuthException(ErrorCodes.UserNotFound);
        service.Purpose = await CheckedAsync(purpose ?? service.Purpose, responsibleId ?? service.ResponsibleId, cancellationToken);
        service.ResponsibleId = responsibleId ?? service.ResponsibleId;
        history.Add(SecurityEventTypes.UserUpdated, serviceId, actor);
        await db.SaveChangesAsync(cancellationToken);
        await events.PublishAsync(db, new UserUpdated(serviceId, EventContext.Of(actor.UserId)), CancellationToken.None);
    }

    private async Task<string> CheckedAsync(string? purpose, string? responsibleId, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(purpose) || purpose.Trim().Length > LongestPurpose || !PlainText.IsPlain(purpose.Trim(), joiners: true))
        {
            throw new HomeAuthException(ErrorCodes.PurposeInvalid, "purpose");
        }

        if (responsibleId is not null && !await db.Users.AnyAsync(user => user.Id == responsibleId && !user.IsService && !user.SystemGenerated, cancellationToken))
        {
            throw new HomeAuthException(ErrorCodes.UserNotFound, "responsible_id");
        }

        return purpose.Trim();
    }
}
