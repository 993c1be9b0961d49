using System.Globalization;
using HomeAuth.Core.Data;
using HomeAuth.Core.Flows;
using HomeAuth.Core.Settings;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.Mfa;

/// <summary>Authenticator apps. A code is good within one step of its time, and once: also when it is sent many times at once, and to several servers.</summary>
public sealed class TotpMfaModule(string id, string name, HomeAuthDb db, MfaSecrets secrets, TimeProvider time, HouseSettings settings)
    : MfaModule(id, name)
{
    /// <summary>The type of this module.</summary>
    public const string TypeName = "totp";

    /// <summary>The placeholder with the secret, base32.</summary>
    public const string SecretPlaceholder = "code";

    /// <summary>The placeholder with the address for authenticator apps.</summary>
    public const string AddressPlaceholder = "url";

    /// <summary>The placeholder with the seconds by which the device's clock is ahead, where a wrong code would have been right then.</summary>
    public const string DriftPlaceholder = "drift";

    /// <inheritdoc />
    public override string Type => TypeName;

    /// <inheritdoc />
    public override int MaxFailures => 5;

    /// <inheritdoc />
    public override async Task<bool> ValidateAsync(string userId, string code, CancellationToken cancellationToken)
    {
        DateTimeOffset? now = time.GetUtcNow();
        var factors = await db.MfaFactors.AsNoTracking().Where(factor => factor.UserId == userId && factor.ModuleId == Id).ToListAsync(cancellationToken);
        foreach (var factor in factors)
        {
            // One UPDATE decides whose the code is, so that of several at once one wins.
            if (Totp.Match(secrets.Unprotect(userId, factor.Data), code, now.Value) is { } step
                && await db.MfaFactors.Where(row => row.Id == factor.Id && (row.LastStep == null || row.LastStep < step)).ExecuteUpdateAsync(
                    set => set.SetProperty(row => row.LastStep, step).SetProperty(row => row.LastUsedAt, now), CancellationToken.None) == 1)
            {
                return true;
            }
        }

        return false;
    }

    internal override async Task<FlowStep> BeginSetupAsync(MfaSetupFlow flow, CancellationToken cancellationToken)
    {
        var user = await db.Users.AsNoTracking().SingleAsync(user => user.Id == flow.UserId, cancellationToken);
        var secret = Totp.NewSecret();
        flow.State = new Setup(secret, Totp.Address(secret, settings.Current.HouseName, user.UserName ?? user.Name));
        return Question(flow, null, null);
    }

    internal override async Task<MfaSetupOutcome> AdvanceSetupAsync(MfaSetupFlow flow, IReadOnlyDictionary<string, string> input, CancellationToken cancellationToken)
    {
        if (input.GetValueOrDefault("code") is not { } code)
        {
            // As in Home Assistant, who says nothing begins anew.
            return new MfaSetupOutcome.Ask(await BeginSetupAsync(flow, cancellationToken));
        }

        var (secret, now) = (((Setup)flow.State!).Secret, time.GetUtcNow());
        if (Totp.Match(secret, code, now) is not { } step)
        {
            return new MfaSetupOutcome.Ask(Question(flow, ErrorCodes.InvalidCode, Totp.Drift(secret, code, now)));
        }

        var factor = new MfaFactor
        {
            UserId = flow.UserId,
            ModuleId = Id,
            Data = secrets.Protect(flow.UserId, secret),
            CreatedAt = now,
            // The code that proved the set-up is used.
            LastStep = step,
        };
        return new MfaSetupOutcome.Ready(factor, new Dictionary<string, string> { ["result"] = secret }, (step - Totp.StepOf(now)) * Totp.Step);
    }

    private FormStep Question(MfaSetupFlow flow, string? error, TimeSpan? drift)
    {
        var setup = (Setup)flow.State!;
        Dictionary<string, string> placeholders = new() { [SecretPlaceholder] = setup.Secret, [AddressPlaceholder] = setup.Address };
        if (drift is { } apart)
        {
            placeholders[DriftPlaceholder] = ((int)apart.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        return new FormStep(flow.Id, "init", Schema, error, Placeholders: placeholders);
    }

    private sealed record Setup(string Secret, string Address);
}
