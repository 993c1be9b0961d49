using System.Globalization;
using HomeAuth.Core.Data;
using HomeAuth.Core.Permissions;
using HomeAuth.Core.Users;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.People;

/// <summary>Who lives here, searched, sorted and page by page, for administrators.</summary>
/// <remarks>
/// Names are compared as people of the reader's language compare them, which no database does alike; a thousand short rows in memory cost less than a
/// millisecond to sort, so the whole list is read and one page of it leaves.
/// </remarks>
public sealed class PeopleDirectory(HomeAuthDb db)
{
    /// <summary>One page of people and services; accounts of the system are not among them.</summary>
    public async Task<PeoplePageResult> ListAsync(PeopleQuery query, CancellationToken cancellationToken = default)
    {
        var all = await RowsAsync(db.Users, cancellationToken);
        var found = all.Where(row => Matches(row, query)).ToList();
        found.Sort((one, other) => Compare(one, other, query));
        return new PeoplePageResult([.. found.Skip(query.Skip).Take(query.Take)], found.Count, all.Count);
    }

    /// <summary>One of them; null when there is none of that id.</summary>
    public async Task<PersonRow?> FindAsync(string userId, CancellationToken cancellationToken = default) =>
        (await RowsAsync(db.Users.Where(user => user.Id == userId), cancellationToken)).SingleOrDefault();

    /// <summary>The names of some users, by id; whoever is gone has none.</summary>
    public async Task<IReadOnlyDictionary<string, string>> NamesAsync(IReadOnlyCollection<string> userIds, CancellationToken cancellationToken = default) =>
        await db.Users.Where(user => userIds.Contains(user.Id)).ToDictionaryAsync(user => user.Id, user => user.Name, cancellationToken);

    private async Task<List<PersonRow>> RowsAsync(IQueryable<HomeUser> users, CancellationToken cancellationToken)
    {
        users = users.AsNoTracking().Where(user => !user.SystemGenerated);
        var groups = (await db.UserRoles.Where(row => users.Any(user => user.Id == row.UserId))
            .Select(row => new { row.UserId, row.RoleId }).ToListAsync(cancellationToken)).ToLookup(row => row.UserId, row => row.RoleId);
        var rows = await users.Select(user => new
        {
            User = user,
            Devices = db.RefreshTokens.Count(token => token.UserId == user.Id),
            Factors = db.MfaFactors.Count(factor => factor.UserId == user.Id),
            Passkeys = db.Passkeys.Count(passkey => passkey.UserId == user.Id),
            ResponsibleName = db.Users.Where(responsible => responsible.Id == user.ResponsibleId).Select(responsible => responsible.Name).FirstOrDefault(),
            Picture = db.Persons.Where(person => person.UserId == user.Id).Select(person => person.Picture).FirstOrDefault(),
        }).ToListAsync(cancellationToken);
        return [.. rows.Select(row => new PersonRow(
            row.User.Id,
            row.User.Name,
            row.User.UserName,
            row.Picture,
            Standing.Of(row.User, [.. groups[row.User.Id]]),
            [.. groups[row.User.Id].Order(StringComparer.Ordinal)],
            row.User.IsActive,
            AccessLimits.Of(row.User),
            row.Factors > 0 || (row.User.PasskeyAfterPassword && row.Passkeys > 0),
            row.Passkeys,
            row.User.PasswordHash is not null,
            row.User.PasswordChangeDue,
            row.Devices,
            row.User.CreatedAt,
            row.User.LastSeenAt,
            row.User.Purpose,
            row.User.ResponsibleId,
            row.ResponsibleName))];
    }

    private static bool Matches(PersonRow row, PeopleQuery query) =>
        (query.Role is null || row.Standing.Role == query.Role)
        && (string.IsNullOrWhiteSpace(query.Search) || Contains(row.Name, query.Search) || Contains(row.Username, query.Search) || Contains(row.Purpose, query.Search));

    private static bool Contains(string? text, string search) => text is not null && CultureInfo.CurrentCulture.CompareInfo.IndexOf(
        text, search.Trim(), CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace) >= 0;

    private static int Compare(PersonRow one, PersonRow other, PeopleQuery query)
    {
        var order = query.Sort switch
        {
            PeopleSort.Username => Compare(one.Username, other.Username),
            PeopleSort.Role => one.Standing.Role.CompareTo(other.Standing.Role),
            PeopleSort.State => other.IsActive.CompareTo(one.IsActive),
            PeopleSort.SecondFactor => other.HasSecondFactor.CompareTo(one.HasSecondFactor),
            PeopleSort.Devices => one.Devices.CompareTo(other.Devices),
            PeopleSort.LastSeen => Nullable.Compare(one.LastSeenAt, other.LastSeenAt),
            _ => 0,
        };
        order = query.Descending ? -order : order;
        return order != 0 ? order
            : query is { Sort: PeopleSort.Name, Descending: true } ? Compare(other.Name, one.Name)
            : Compare(one.Name, other.Name) is not 0 and var byName ? byName
            : string.CompareOrdinal(one.Id, other.Id);
    }

    private static int Compare(string? one, string? other) => CultureInfo.CurrentCulture.CompareInfo.Compare(one, other, CompareOptions.IgnoreCase);
}

/// <summary>What somebody wants to see of the people.</summary>
/// <param name="Search">Part of a name, username or purpose, however it is written; empty for all.</param>
/// <param name="Role">Only those; null for all.</param>
/// <param name="Sort">By what.</param>
/// <param name="Descending">The other way round.</param>
/// <param name="Skip">How many to leave out.</param>
/// <param name="Take">How many at most.</param>
public sealed record PeopleQuery(string? Search = null, Role? Role = null, PeopleSort Sort = PeopleSort.Name, bool Descending = false, int Skip = 0, int Take = 25);

/// <summary>By what people are sorted.</summary>
public enum PeopleSort
{
    /// <summary>The display name.</summary>
    Name,

    /// <summary>The name to sign in with.</summary>
    Username,

    /// <summary>What they are.</summary>
    Role,

    /// <summary>Whether they may sign in.</summary>
    State,

    /// <summary>Whether they have a second factor.</summary>
    SecondFactor,

    /// <summary>How many devices and tokens.</summary>
    Devices,

    /// <summary>When they were last there.</summary>
    LastSeen,
}

/// <summary>One page.</summary>
/// <param name="Rows">The people on it.</param>
/// <param name="Found">How many there are on all pages.</param>
/// <param name="Total">How many live here.</param>
public sealed record PeoplePageResult(IReadOnlyList<PersonRow> Rows, int Found, int Total);

/// <summary>Somebody of the house as administrators see them.</summary>
public sealed record PersonRow(
    string Id,
    string Name,
    string? Username,
    string? Picture,
    Standing Standing,
    IReadOnlyList<string> GroupIds,
    bool IsActive,
    AccessLimits Limits,
    bool HasSecondFactor,
    int Passkeys,
    bool HasPassword,
    bool PasswordChangeDue,
    int Devices,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastSeenAt,
    string? Purpose,
    string? ResponsibleId,
    string? ResponsibleName);
