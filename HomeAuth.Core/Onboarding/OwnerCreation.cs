using HomeAuth.Core.Data;
using HomeAuth.Core.Events;
using HomeAuth.Core.History;
using HomeAuth.Core.People;
using HomeAuth.Core.Preferences;
using HomeAuth.Core.Protection;
using HomeAuth.Core.Providers;
using HomeAuth.Core.Recovery;
using HomeAuth.Core.Users;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.Onboarding;

/// <summary>Claims the house: checks everything, then writes the owner whole, in one transaction.</summary>
public sealed class OwnerCreation(
    HomeAuthDb db,
    UserManager<HomeUser> users,
    HouseClaim claim,
    SetupCode setupCode,
    Passwords passwords,
    PasswordHashing hashing,
    GuessProtection protection,
    SecurityHistory history,
    PersonEntities entities,
    TimeProvider time)
{
    /// <summary>Creates the owner.</summary>
    /// <param name="request">Who wants to be the owner.</param>
    /// <param name="isTrulyLocal">Whether the request comes from this machine itself, see <see cref="HouseClaim.AsksSetupCode"/>.</param>
    /// <param name="origin">From where.</param>
    /// <param name="cancellationToken">Gives up before anything is written.</param>
    public async Task<ClaimOutcome> ClaimAsync(
        ClaimRequest request, bool isTrulyLocal, RequestOrigin origin, CancellationToken cancellationToken = default)
    {
        await claim.Turn.WaitAsync(cancellationToken);
        try
        {
            if (await claim.IsClaimedAsync(cancellationToken))
            {
                return ClaimOutcome.AlreadyClaimed;
            }

            var problems = Check(request);
            if (claim.AsksSetupCode(isTrulyLocal) && await CheckSetupCodeAsync(request, origin, cancellationToken) is { } problem)
            {
                problems.Insert(0, problem);
            }

            return problems.Count > 0 ? new ClaimOutcome.Refused(problems) : await WriteAsync(request, origin, cancellationToken);
        }
        finally
        {
            claim.Turn.Release();
        }
    }

    private List<ClaimProblem> Check(ClaimRequest request)
    {
        List<ClaimProblem> problems = [];
        Add("name", DisplayName.Check(request.Name));
        Add("username", Username.Check(request.Username));
        Add("password", passwords.Check(request.Password, request.Username, request.Name));
        if (problems.TrueForAll(problem => problem.Field != "password") && Passwords.Normalize(request.Password!) != Passwords.Normalize(request.ConfirmPassword ?? ""))
        {
            Add("confirm_password", ErrorCodes.PasswordMismatch);
        }

        return problems;

        void Add(string field, string? code)
        {
            if (code is not null)
            {
                problems.Add(new ClaimProblem(field, code));
            }
        }
    }

    private async Task<ClaimProblem?> CheckSetupCodeAsync(ClaimRequest request, RequestOrigin origin, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(request.SetupCode))
        {
            return new ClaimProblem("setup_code", ErrorCodes.InvalidSetupCode);
        }

        var outcome = await protection.TryAsync(
            GuessProtection.Secret("setup_code", origin),
            origin,
            () => Task.FromResult(setupCode.Matches(request.SetupCode) ? setupCode : null),
            () => history.Add(SecurityEventTypes.OwnerCreated, null, origin, succeeded: false, detail: ErrorCodes.InvalidSetupCode),
            cancellationToken);
        return outcome switch
        {
            { RetryAfter: { } wait } => new ClaimProblem("setup_code", ErrorCodes.TooManyAttempts, wait),
            { Right: null } => new ClaimProblem("setup_code", ErrorCodes.InvalidSetupCode),
            _ => null,
        };
    }

    private async Task<ClaimOutcome> WriteAsync(ClaimRequest request, RequestOrigin origin, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var owner = new HomeUser
        {
            Name = DisplayName.Clean(request.Name!),
            UserName = Username.Clean(request.Username!),
            IsOwner = true,
            CreatedAt = now,
            PasswordHash = await hashing.HashAsync(request.Password!, cancellationToken),
        };
        var credential = new Credential
        {
            UserId = owner.Id,
            AuthProviderType = HomeAssistantAuthProvider.TypeName,
            Subject = owner.Id,
            CreatedAt = now,
        };

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        try
        {
            var created = await users.CreateAsync(owner);
            if (!created.Succeeded)
            {
                return new ClaimOutcome.Refused([new ClaimProblem("username", ErrorCodes.UsernameExists)]);
            }

            db.UserRoles.Add(new IdentityUserRole<string> { UserId = owner.Id, RoleId = Group.AdminId });
            db.Credentials.Add(credential);
            db.Persons.Add(await PersonRegistry.OfAsync(db, owner, cancellationToken));
            if (request.LeavesStepsOpen)
            {
                db.OpenOnboardingSteps.AddRange(OnboardingSteps.Later.Select(step => new OpenOnboardingStep { Step = step }));
            }

            UserPreferences.AddLanguage(db, owner.Id, request.Language);
            history.Add(SecurityEventTypes.OwnerCreated, owner.Id, origin, actorId: owner.Id);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            // Another server of the house was quicker: the database admits one owner.
            await transaction.RollbackAsync(CancellationToken.None);
            db.ChangeTracker.Clear();
            if (await claim.IsClaimedAsync(CancellationToken.None))
            {
                return ClaimOutcome.AlreadyClaimed;
            }

            throw;
        }

        setupCode.Forget();
        // Leaves its mark, which must not wait for the next visitor.
        await claim.IsClaimedAsync(CancellationToken.None);
        await entities.ChangedAsync(db, EventContext.Of(owner.Id), CancellationToken.None);
        return new ClaimOutcome.Claimed(owner.Id, credential.Id);
    }
}
