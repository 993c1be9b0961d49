using System.Globalization;
using HomeAuth.App.Authentication;
using HomeAuth.Core;
using HomeAuth.Core.People;
using HomeAuth.Core.Permissions;
using HomeAuth.Core.Tokens;
using HomeAuth.Core.Users;

namespace HomeAuth.App.Api.WebSocket.Commands;

/// <summary>People, invitations and services, beyond what Home Assistant has commands for. Sensitive ones ask for a recent proof, see <see cref="HomeAuthCommands"/>.</summary>
/// <remarks><c>last_day</c> is <c>2026-12-31</c>; <c>hours</c> is <c>mon 08:00-20:00; fri 18:00-24:00</c>; either is null for none, and untouched when it is not sent.</remarks>
public static class PeopleCommands
{
    private const int MostRows = 100;
    private const int MostSkipped = 1_000_000;

    public static void Map(CommandMap map)
    {
        Add(map, "users/list", Acts.ViewPeople, ListAsync, "search", "sort", "descending", "skip", "take");
        Add(map, "users/create", Acts.AddPeople, CreateAsync, "name", "username", "password", "group_ids", "local_only", "last_day", "hours");
        Add(map, "users/update", Acts.ViewPeople, UpdateAsync, "user_id", "name", "username", "is_active", "group_ids", "local_only", "last_day", "hours");
        Add(map, "users/revoke_tokens", Acts.EndDevices, RevokeAsync, "user_id", "refresh_token_id");
        Add(map, "users/limit_token", Acts.EndDevices, LimitAsync, "user_id", "refresh_token_id", "scope");
        Add(map, "invitations/list", Acts.AddPeople, ListInvitationsAsync);
        Add(map, "invitations/create", Acts.AddPeople, InviteAsync, "name", "group_ids", "local_only", "last_day", "hours", "days");
        Add(map, "invitations/revoke", Acts.AddPeople, TakeBackAsync, "invitation_id");
        Add(map, "services/create", Acts.ManageServices, CreateServiceAsync, "name", "purpose", "group_ids", "responsible_id");
        Add(map, "services/update", Acts.ManageServices, UpdateServiceAsync, "user_id", "purpose", "responsible_id");
        Add(map, "services/create_token", Acts.ManageServices, CreateTokenAsync, "user_id", "client_name", "lifespan", "scope");
    }

    private static void Add(CommandMap map, string name, string act, Func<CommandContext, Task<object?>> run, params string[] keys) =>
        HomeAuthCommands.Add(map, name, act, run, keys).Answers(ErrorCodes.GroupNotFound, "not_found", "No such group");

    private static async Task<object?> ListAsync(CommandContext context)
    {
        var fields = context.Fields;
        var query = new PeopleQuery(
            fields.OptionalText("search"),
            null,
            SortOf(fields.OptionalText("sort") ?? "name"),
            fields.OptionalFlag("descending") ?? false,
            Between(fields, "skip", 0, 0, MostSkipped),
            Between(fields, "take", 25, 1, MostRows));
        var page = await context.Get<PeopleDirectory>().ListAsync(query);
        return new { page.Found, page.Total, Users = page.Rows.Select(Shape) };
    }

    private static PeopleSort SortOf(string word) => word switch
    {
        "name" => PeopleSort.Name,
        "username" => PeopleSort.Username,
        "role" => PeopleSort.Role,
        "state" => PeopleSort.State,
        "second_factor" => PeopleSort.SecondFactor,
        "devices" => PeopleSort.Devices,
        "last_seen" => PeopleSort.LastSeen,
        _ => throw JsonFields.Wrong("not a valid value for dictionary value", "sort"),
    };

    private static int Between(JsonFields fields, string name, int otherwise, int least, int most) =>
        (fields.OptionalNumber(name) ?? otherwise) is var number && number >= least && number <= most
            ? number
            : throw JsonFields.Wrong($"value must be from {least} to {most} for dictionary value", name);

    private static object Shape(PersonRow row) => new
    {
        row.Id,
        row.Name,
        row.Username,
        Role = row.Standing.Role.ToString().ToLowerInvariant(),
        row.GroupIds,
        row.IsActive,
        LocalOnly = row.Limits.AtHomeOnly,
        LastDay = row.Limits.LastDay?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Hours = row.Limits.Hours?.ToString(),
        row.HasSecondFactor,
        row.Devices,
        row.LastSeenAt,
        row.Purpose,
        row.ResponsibleId,
    };

    private static async Task<object?> CreateAsync(CommandContext context)
    {
        var fields = context.Fields;
        var person = new NewPerson(
            fields.Text("name"), fields.Text("username"), fields.Text("password"), fields.OptionalTexts("group_ids") ?? [], Limits(fields));
        return new { UserId = await context.Get<NewPeople>().CreateAsync(person, context.Actor) };
    }

    private static async Task<object?> UpdateAsync(CommandContext context)
    {
        var fields = context.Fields;
        var userId = fields.Text("user_id");
        var change = new UserChange(
            fields.OptionalText("name"),
            fields.OptionalFlag("is_active"),
            fields.OptionalTexts("group_ids"),
            fields.OptionalFlag("local_only"),
            fields.Has("last_day") ? new(LastDay(fields)) : null,
            fields.Has("hours") ? new(Hours(fields)) : null,
            fields.OptionalText("username"));
        await context.Get<UserAccounts>().UpdateAsync(userId, change, context.Actor);
        return await context.Get<PeopleDirectory>().FindAsync(userId) is { } row ? new { User = Shape(row) } : new { };
    }

    private static async Task<object?> RevokeAsync(CommandContext context)
    {
        var (userId, tokenId, tokens) = (context.Fields.Text("user_id"), context.Fields.OptionalText("refresh_token_id"), context.Get<RefreshTokenManager>());
        var revoked = tokenId is null
            ? await tokens.RevokeAllAsync(
                userId, [Core.Data.TokenType.Normal, Core.Data.TokenType.LongLivedAccessToken], context.Actor.TokenId, RevocationReasons.Revoked, context.Actor)
            : await tokens.RevokeAsync(userId, tokenId, RevocationReasons.Revoked, context.Actor) ? 1 : throw new CommandException("invalid_token_id", "Received invalid token");
        return new { Revoked = revoked };
    }

    private static async Task<object?> LimitAsync(CommandContext context) =>
        await context.Get<RefreshTokenManager>().LimitAsync(
            context.Fields.Text("user_id"), context.Fields.Text("refresh_token_id"), Scope(context.Fields), context.Actor)
            ? new { }
            : throw new CommandException("invalid_token_id", "Received invalid token");

    private static async Task<object?> ListInvitationsAsync(CommandContext context) => (await context.Get<Invitations>().ListAsync()).Select(invitation => new
    {
        invitation.Id,
        invitation.Name,
        GroupIds = invitation.GroupIds.Split('\n', StringSplitOptions.RemoveEmptyEntries),
        invitation.LocalOnly,
        LastDay = invitation.LastDay?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        invitation.Hours,
        invitation.InviterId,
        invitation.CreatedAt,
        invitation.ExpireAt,
    });

    private static async Task<object?> InviteAsync(CommandContext context)
    {
        var fields = context.Fields;
        var lifetime = TimeSpan.FromDays(Math.Clamp(fields.OptionalNumber("days") ?? 7, 0, Invitations.Longest.Days + 1));
        var request = new InvitationRequest(fields.Text("name"), fields.OptionalTexts("group_ids") ?? [], Limits(fields), lifetime);
        var (invitation, secret) = await context.Get<Invitations>().CreateAsync(request, context.Actor);
        return new { invitation.Id, Path = InvitationAddress.Of(secret), invitation.ExpireAt };
    }

    private static async Task<object?> TakeBackAsync(CommandContext context) =>
        await context.Get<Invitations>().RevokeAsync(context.Fields.Text("invitation_id"), context.Actor)
            ? new { }
            : throw new CommandException("not_found", "Invitation not found");

    private static async Task<object?> CreateServiceAsync(CommandContext context)
    {
        var fields = context.Fields;
        return new
        {
            UserId = await context.Get<ServiceAccounts>().CreateAsync(
                fields.Text("name"), fields.Text("purpose"), fields.OptionalTexts("group_ids") ?? [], fields.OptionalText("responsible_id"), context.Actor),
        };
    }

    private static async Task<object?> UpdateServiceAsync(CommandContext context)
    {
        var fields = context.Fields;
        await context.Get<ServiceAccounts>().UpdateAsync(fields.Text("user_id"), fields.OptionalText("purpose"), fields.OptionalText("responsible_id"), context.Actor);
        return new { };
    }

    private static async Task<object?> CreateTokenAsync(CommandContext context)
    {
        var fields = context.Fields;
        var lifetime = TimeSpan.FromDays(Math.Clamp(fields.Number("lifespan"), 0, RefreshTokenIssuer.LongestLife.Days + 1));
        var token = await context.Get<RefreshTokenIssuer>().CreateForServiceAsync(
            fields.Text("user_id"), fields.Text("client_name"), lifetime, Scope(fields), context.Actor);
        return context.Get<AccessTokens>().Mint(token);
    }

    internal static IReadOnlyList<string>? Scope(JsonFields fields) => fields.OptionalText("scope")?.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static AccessLimits Limits(JsonFields fields) => new(LastDay(fields), Hours(fields), fields.OptionalFlag("local_only") ?? false);

    private static DateOnly? LastDay(JsonFields fields) => !fields.Has("last_day") || fields.NullableText("last_day") is not { } text ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : throw new HomeAuthException(ErrorCodes.DateInvalid, "last_day");

    private static WeeklyHours? Hours(JsonFields fields) =>
        fields.Has("hours") && fields.NullableText("hours") is { } text ? WeeklyHours.Parse(text) : null;
}
