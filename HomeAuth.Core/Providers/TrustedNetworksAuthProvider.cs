using HomeAuth.Core.Data;
using HomeAuth.Core.Flows;
using HomeAuth.Core.Protection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HomeAuth.Core.Providers;

/// <summary>In the household's own networks saying who one is is enough. Makes no users; whoever it signs in has to be one already.</summary>
public sealed class TrustedNetworksAuthProvider(
    string id, string name, AuthProviderOptions configured, HomeAuthDb db, IOptions<HomeAuthOptions> options, TimeProvider time) : AuthProvider(id, name)
{
    /// <summary>The type of this provider.</summary>
    public const string TypeName = TrustedNetworks.ProviderType;

    /// <summary>The field with the id of the user that somebody says they are.</summary>
    public const string UserField = "user";

    /// <inheritdoc />
    public override string Type => TypeName;

    /// <inheritdoc />
    public override bool SupportsMfa => false;

    /// <inheritdoc />
    public override string? Refuses(RequestOrigin origin) => TrustedNetworks.Refuses(configured, options.Value.Http.TrustedProxies, origin);

    /// <inheritdoc />
    public override async ValueTask<IReadOnlyList<FlowField>> AskAsync(RequestOrigin origin, CancellationToken cancellationToken) =>
        [new(UserField, Options: await OfferedAsync(origin, cancellationToken))];

    /// <inheritdoc />
    public override IReadOnlyDictionary<string, string>? AnswerFor(IReadOnlyList<FlowField> schema) =>
        configured.AllowBypassLogin && schema is [{ Options: [var only] }] ? new Dictionary<string, string> { [UserField] = only.Value } : null;

    /// <inheritdoc />
    public override async Task<ProviderAnswer> ValidateAsync(
        IReadOnlyDictionary<string, string> input, RequestOrigin origin, CancellationToken cancellationToken)
    {
        if (Refuses(origin) is { } code)
        {
            return new ProviderAnswer.Refused(code);
        }

        var userId = input.GetValueOrDefault(UserField);
        if (!(await OfferedAsync(origin, cancellationToken)).Any(option => option.Value == userId))
        {
            return new ProviderAnswer.Refused(ErrorCodes.InvalidAuth);
        }

        return new ProviderAnswer.Proved(userId!, await LinkedAsync(userId!, cancellationToken));
    }

    private async Task<List<FlowOption>> OfferedAsync(RequestOrigin origin, CancellationToken cancellationToken)
    {
        // The user of the old password is a program, and nobody's face.
        var users = db.Users.AsNoTracking().Where(user => user.IsActive && !user.SystemGenerated && !user.IsService
            && !db.Credentials.Any(credential => credential.UserId == user.Id && credential.AuthProviderType == LegacyApiPasswordAuthProvider.TypeName));
        if (TrustedNetworks.Offered(configured, origin.Address) is { } offered)
        {
            users = users.Where(user => offered.Users.Contains(user.Id)
                || db.UserRoles.Any(membership => membership.UserId == user.Id && offered.Groups.Contains(membership.RoleId)));
        }

        return await users.OrderBy(user => user.Name).ThenBy(user => user.Id).Select(user => new FlowOption(user.Id, user.Name)).ToListAsync(cancellationToken);
    }

    // The credential belongs to the user from the first moment; two sign-ins at once both find the one that was quicker.
    private async Task<string> LinkedAsync(string userId, CancellationToken cancellationToken)
    {
        var known = db.Credentials.Where(credential => credential.AuthProviderType == TypeName && credential.AuthProviderId == Id && credential.Subject == userId)
            .Select(credential => credential.Id);
        if (await known.SingleOrDefaultAsync(cancellationToken) is { } existing)
        {
            return existing;
        }

        db.Credentials.Add(new Credential { UserId = userId, AuthProviderType = TypeName, AuthProviderId = Id, Subject = userId, CreatedAt = time.GetUtcNow() });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            db.ChangeTracker.Clear();
        }

        return await known.SingleAsync(cancellationToken);
    }
}
