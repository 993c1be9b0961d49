using System.Text.Json;
using HomeAuth.Core.Data;
using HomeAuth.Core.Flows;
using HomeAuth.Core.Notifications;
using HomeAuth.Core.Preferences;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.Mfa;

/// <summary>One-time codes that are sent to a person, by mail or by a service that takes messages.</summary>
public sealed class NotifyMfaModule(
    string id,
    string name,
    HomeAuthDb db,
    MfaSecrets secrets,
    NotifyCodes codes,
    IEnumerable<Notifier> notifiers,
    UserPreferences preferences,
    ComposeNotification compose,
    TimeProvider time) : MfaModule(id, name)
{
    /// <summary>The type of this module.</summary>
    public const string TypeName = "notify";

    /// <summary>The field, and the placeholder, with the notifier.</summary>
    public const string ServiceField = "notify_service";

    /// <summary>The field with the address.</summary>
    public const string TargetField = "target";

    private const int LongestTarget = 320;
    private const int LongestName = 200;

    /// <inheritdoc />
    public override string Type => TypeName;

    /// <inheritdoc />
    public override async Task<string?> BeginAsync(string userId, CancellationToken cancellationToken)
    {
        List<Address> addresses = [];
        foreach (var factor in await db.MfaFactors.AsNoTracking().Where(factor => factor.UserId == userId && factor.ModuleId == Id).ToListAsync(cancellationToken))
        {
            addresses.Add(JsonSerializer.Deserialize<Address>(secrets.Unprotect(userId, factor.Data))!);
        }

        return await SendAsync(Key(userId), Key(userId), userId, addresses, cancellationToken);
    }

    /// <inheritdoc />
    public override async Task<bool> ValidateAsync(string userId, string code, CancellationToken cancellationToken)
    {
        if (!codes.Use(Key(userId), code))
        {
            return false;
        }

        DateTimeOffset? now = time.GetUtcNow();
        await db.MfaFactors.Where(factor => factor.UserId == userId && factor.ModuleId == Id)
            .ExecuteUpdateAsync(set => set.SetProperty(factor => factor.LastUsedAt, now), CancellationToken.None);
        return true;
    }

    /// <inheritdoc />
    public override void GiveUp(string userId) => codes.Forget(Key(userId));

    internal override Task<FlowStep> BeginSetupAsync(MfaSetupFlow flow, CancellationToken cancellationToken) =>
        Task.FromResult<FlowStep>(notifiers.Any() ? Choice(flow, null) : new AbortStep(flow.Id, AbortReasons.NoAvailableService));

    internal override async Task<MfaSetupOutcome> AdvanceSetupAsync(
        MfaSetupFlow flow, IReadOnlyDictionary<string, string> input, CancellationToken cancellationToken)
    {
        if (flow.State is not Address address)
        {
            return new MfaSetupOutcome.Ask(await ChosenAsync(flow, input, cancellationToken));
        }

        // The person saw a slip in the address, or wants another one.
        if (input.ContainsKey(ServiceField))
        {
            flow.State = null;
            return new MfaSetupOutcome.Ask(await ChosenAsync(flow, input, cancellationToken));
        }

        if (codes.Use(Key(flow), input.GetValueOrDefault("code", "")))
        {
            var factor = new MfaFactor
            {
                UserId = flow.UserId,
                ModuleId = Id,
                Name = address.Target.Length is > 0 and <= LongestName ? address.Target : address.Service,
                Data = secrets.Protect(flow.UserId, JsonSerializer.Serialize(address)),
                CreatedAt = time.GetUtcNow(),
            };
            return new MfaSetupOutcome.Ready(factor, new Dictionary<string, string>(), TimeSpan.Zero);
        }

        if (++flow.Failures >= MaxFailures)
        {
            codes.Forget(Key(flow));
            return new MfaSetupOutcome.Ask(new AbortStep(flow.Id, AbortReasons.TooManyRetry));
        }

        // As in Home Assistant the message is sent again, within the limit; it may just not have come.
        return await SendAsync(Key(flow), Setups(flow.UserId), flow.UserId, [address], cancellationToken) is ErrorCodes.NotifierFailed && Notifier(address.Service) is null
            ? new MfaSetupOutcome.Ask(new AbortStep(flow.Id, AbortReasons.NotifyServiceNotExist))
            : new MfaSetupOutcome.Ask(Question(flow, address, ErrorCodes.InvalidCode));
    }

    private async Task<FlowStep> ChosenAsync(MfaSetupFlow flow, IReadOnlyDictionary<string, string> input, CancellationToken cancellationToken)
    {
        var (service, target) = (input.GetValueOrDefault(ServiceField, ""), input.GetValueOrDefault(TargetField, "").Trim());
        if (Notifier(service) is not { } notifier)
        {
            return Choice(flow, ErrorCodes.InvalidTarget);
        }

        if (target.Length > LongestTarget || !notifier.Accepts(target))
        {
            return Choice(flow, ErrorCodes.InvalidTarget);
        }

        // A code that went to another address would prove this one too.
        codes.Forget(Key(flow));
        var address = new Address(service, target);
        if (await SendAsync(Key(flow), Setups(flow.UserId), flow.UserId, [address], cancellationToken) is { } error)
        {
            return Choice(flow, error);
        }

        flow.State = address;
        return Question(flow, address, null);
    }

    private async Task<string?> SendAsync(
        string key, string reader, string userId, IReadOnlyList<Address> addresses, CancellationToken cancellationToken)
    {
        if (codes.Issue(key, reader) is not { } code)
        {
            return ErrorCodes.TooManyMessages;
        }

        var language = (await preferences.LanguageOfAsync(userId, cancellationToken))?.Language;
        var text = compose(new Notification.OneTimeCode(code, NotifyCodes.Lifetime), language);
        var sent = false;
        foreach (var address in addresses)
        {
            try
            {
                if (Notifier(address.Service) is { } notifier)
                {
                    await notifier.SendAsync(address.Target, text, cancellationToken);
                    sent = true;
                }
            }
            catch (HomeAuthException error) when (error.Code == ErrorCodes.NotifierFailed)
            {
                // Another address of the person may do; if none does, they are told.
            }
        }

        if (sent)
        {
            return null;
        }

        // What never left counts against nobody, so that a mail server that is back can be used at once.
        codes.TakeBack(reader);
        return ErrorCodes.NotifierFailed;
    }

    private FormStep Choice(MfaSetupFlow flow, string? error) => new(
        flow.Id,
        "init",
        [
            new FlowField(ServiceField, Options: [.. notifiers.Select(notifier => new FlowOption(notifier.Name, notifier.Name)).OrderBy(option => option.Name, StringComparer.Ordinal)]),
            new FlowField(TargetField, Required: false),
        ],
        error);

    private FormStep Question(MfaSetupFlow flow, Address address, string? error) =>
        new(flow.Id, "setup", Schema, error, Placeholders: new Dictionary<string, string> { [ServiceField] = address.Service, [TargetField] = address.Target });

    private Notifier? Notifier(string name) => notifiers.FirstOrDefault(notifier => notifier.Name == name);

    private string Key(string userId) => $"{Id}:{userId}";

    // A code proves the address of its own set-up and no other that is under way at the same time; messages are counted to the person.
    private string Key(MfaSetupFlow flow) => $"{Id}:setup:{flow.Id}";

    private string Setups(string userId) => $"{Id}:setups:{userId}";

    private sealed record Address(string Service, string Target);
}
