using HomeAuth.Core.Data;
using HomeAuth.Core.History;
using HomeAuth.Core.Permissions;
using HomeAuth.Core.Protection;
using HomeAuth.Core.Tokens;
using HomeAuth.Core.Users;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.Providers;

/// <summary>The usernames and passwords of the local provider, as administrators give and take them.</summary>
public sealed class LocalLogins(
    HomeAuthDb db,
    Passwords passwords,
    PasswordHashing hashing,
    Authority authority,
    TokenRevocations revocations,
    SecurityHistory history,
    TimeProvider time)
{
    /// <summary>Gives a user a login.</summary>
    /// <exception cref="HomeAuthException">No such user, not a person, the name is taken or breaks a rule, or the password does.</exception>
    public async Task AddAsync(string userId, string username, string password, Actor actor, CancellationToken cancellationToken = default)
    {
        var user = await PersonAsync(userId, cancellationToken);
        await authority.RequireAsync(Acts.AddPeople, actor, userId, cancellationToken);
        await authority.RequireMayGiveAsync(
            await db.UserRoles.Where(row => row.UserId == userId).Select(row => row.RoleId).ToListAsync(cancellationToken), actor, cancellationToken);
        if (user.IsService)
        {
            throw new HomeAuthException(ErrorCodes.SystemGenerated);
        }

        if (await db.Credentials.AnyAsync(
            credential => credential.UserId == userId && credential.AuthProviderType == HomeAssistantAuthProvider.TypeName, cancellationToken))
        {
            throw new HomeAuthException(ErrorCodes.LoginExists);
        }

        CheckUsername(username);
        CheckPassword(password, username, user.Name);
        user.UserName = Username.Clean(username);
        user.NormalizedUserName = Username.Normalize(username);
        user.PasswordHash = await hashing.HashAsync(password, cancellationToken);
        user.SecurityStamp = Identifier.New();
        db.Credentials.Add(new Credential
        {
            UserId = userId,
            AuthProviderType = HomeAssistantAuthProvider.TypeName,
            Subject = userId,
            CreatedAt = time.GetUtcNow(),
        });
        history.Add(SecurityEventTypes.LoginAdded, userId, actor);
        await SaveAsync(userId, cancellationToken);
    }

    /// <summary>Takes a login away. Tokens that were obtained with it stay.</summary>
    /// <exception cref="HomeAuthException">Nobody has that username, or it is the owner's and the actor is somebody else.</exception>
    public async Task RemoveAsync(string username, Actor actor, CancellationToken cancellationToken = default)
    {
        var normalized = Username.Normalize(username);
        var user = Username.Check(username) is null
            ? await db.Users.SingleOrDefaultAsync(user => user.NormalizedUserName == normalized && user.PasswordHash != null, cancellationToken)
            : null;
        if (user is null)
        {
            throw new HomeAuthException(ErrorCodes.UserNotFound);
        }

        if (user.IsOwner)
        {
            throw new HomeAuthException(ErrorCodes.OwnerProtected);
        }

        await authority.RequireAsync(Acts.ChangeUsername, actor, user.Id, cancellationToken);
        (user.UserName, user.NormalizedUserName, user.PasswordHash, user.SecurityStamp) = (null, null, null, Identifier.New());
        db.Credentials.RemoveRange(db.Credentials.Where(credential =>
            credential.UserId == user.Id && credential.AuthProviderType == HomeAssistantAuthProvider.TypeName));
        history.Add(SecurityEventTypes.LoginRemoved, user.Id, actor);
        await SaveAsync(user.Id, cancellationToken);
    }

    /// <summary>Gives somebody another password. Tokens stay.</summary>
    /// <exception cref="HomeAuthException">No such user, without a login, or the password breaks a rule.</exception>
    public async Task SetPasswordAsync(string userId, string password, Actor actor, CancellationToken cancellationToken = default)
    {
        var user = await WithLoginAsync(userId, cancellationToken);
        await authority.RequireAsync(Acts.SetCredentials, actor, userId, cancellationToken);
        CheckPassword(password, user.UserName, user.Name);
        user.PasswordHash = await hashing.HashAsync(password, cancellationToken);
        user.PasswordChangeDue = false;
        user.SecurityStamp = Identifier.New();
        history.Add(SecurityEventTypes.PasswordChanged, userId, actor);
        await SaveAsync(userId, cancellationToken);
    }

    /// <summary>Gives somebody another username; the password stays.</summary>
    /// <exception cref="HomeAuthException">No such user, without a login, or the name is taken or breaks a rule.</exception>
    public async Task RenameAsync(string userId, string username, Actor actor, CancellationToken cancellationToken = default)
    {
        var user = await WithLoginAsync(userId, cancellationToken);
        await authority.RequireAsync(Acts.ChangeUsername, actor, userId, cancellationToken);
        CheckUsername(username);
        user.UserName = Username.Clean(username);
        user.NormalizedUserName = Username.Normalize(username);
        history.Add(SecurityEventTypes.UsernameChanged, userId, actor);
        await SaveAsync(userId, cancellationToken);
    }

    private async Task<HomeUser> PersonAsync(string userId, CancellationToken cancellationToken)
    {
        var user = await db.Users.SingleOrDefaultAsync(user => user.Id == userId, cancellationToken) ?? throw new HomeAuthException(ErrorCodes.UserNotFound);
        return user.SystemGenerated ? throw new HomeAuthException(ErrorCodes.SystemGenerated) : user;
    }

    private async Task<HomeUser> WithLoginAsync(string userId, CancellationToken cancellationToken)
    {
        var user = await PersonAsync(userId, cancellationToken);
        return user.UserName is null ? throw new HomeAuthException(ErrorCodes.CredentialsNotFound) : user;
    }

    // On the wire a username is given in its normal form; who types one on a page need not.
    private static void CheckUsername(string username)
    {
        if (Username.Check(username) is { } code)
        {
            throw new HomeAuthException(code, "username");
        }

        if (Username.Normalize(username) != username)
        {
            throw new HomeAuthException(ErrorCodes.UsernameNotNormalized, "username");
        }
    }

    private void CheckPassword(string password, string? username, string name)
    {
        if (passwords.Check(password, username, name) is { } code)
        {
            throw new HomeAuthException(code, "password");
        }
    }

    private async Task SaveAsync(string userId, CancellationToken cancellationToken)
    {
        // Somebody else has just changed how they sign in: they are not whom the owner offered the house to.
        db.OwnerOffers.RemoveRange(await db.OwnerOffers.Where(offer => offer.HeirId == userId).ToListAsync(cancellationToken));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            db.ChangeTracker.Clear();
            throw new HomeAuthException(ErrorCodes.UsernameExists, "username");
        }

        await revocations.UserChangedAsync(db, userId, CancellationToken.None);
    }
}
